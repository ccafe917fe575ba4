"""Packages of Gold Coins: what each costs, and what comes with it for nothing. The same Sweeps Coins are to be had without buying anything.

A package is never changed, only taken away from sale or added under another name: a payment that is under way is for what its name meant."""

from __future__ import annotations

from collections.abc import Mapping

from protocol.coins import Package

PACKAGES: Mapping[str, Package] = {
    package.package: package
    for package in (
        Package("small", 10_000_00, 5_00, 499),
        Package("middle", 50_000_00, 20_00, 1_999),
        Package("large", 150_000_00, 50_00, 4_999),
    )
}

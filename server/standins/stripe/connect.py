"""The stand-in's Connect: players' accounts with their own balance and schedule, transfers to them, payouts to their banks, and the ways back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.standins.stripe.state import FAILING_BANK, PLATFORM_CENTS, Object, StripeState, invalid


class Connect:
    """What the platform does with connected accounts. An account that is not on schedule `manual` pays out by itself what it has."""

    def __init__(self, state: StripeState) -> None:
        self._state = state

    # ── accounts ──

    def create_account(self, asked: Mapping[str, Any]) -> Object:
        return self._state.make(
            "acct",
            "account",
            type=asked.get("type", "express"),
            metadata=dict(asked.get("metadata") or {}),
            details_submitted=False,
            payouts_enabled=False,
            bank=None,
            balance=0,
            requirements={"disabled_reason": None},
            settings=_settings(asked, "daily"),
        )

    def update_account(self, name: str, asked: Mapping[str, Any]) -> Object:
        account = self._state.get(name, "account")
        account["settings"] = _settings(asked, account["settings"]["payouts"]["schedule"]["interval"])
        return account

    def onboard(self, name: str, bank: str) -> Object:
        """The player says to which account they are paid out."""
        account = self._state.get(name, "account")
        account.update(details_submitted=True, payouts_enabled=True, bank=bank)
        self._state.happened("account.updated", account, account=name)
        return account

    def reject(self, name: str) -> Object:
        """Stripe closes an account for good."""
        account = self._state.get(name, "account")
        account.update(payouts_enabled=False, requirements={"disabled_reason": "rejected.other"})
        self._state.happened("account.updated", account, account=name)
        return account

    def balance(self, account: str | None) -> Object:
        """Of the platform, or of a connected account."""
        minor = self._platform() if account is None else self._state.get(account, "account")["balance"]
        return {"object": "balance", "livemode": False, "available": [{"amount": minor, "currency": "usd"}], "pending": []}

    def _platform(self) -> int:
        charges, transfers = self._state.all("charge"), self._state.all("transfer")
        came = sum(one["amount"] - one["amount_refunded"] for one in charges)
        return PLATFORM_CENTS + came - sum(one["amount"] - one["amount_reversed"] for one in transfers)

    # ── transfers ──

    def create_transfer(self, asked: Mapping[str, Any]) -> Object:
        account = self._state.get(str(asked.get("destination")), "account")
        amount = int(asked.get("amount", 0))
        if not account["payouts_enabled"]:
            raise invalid("The destination cannot receive transfers yet", "insufficient_capabilities_for_transfer")
        if amount > self._platform():
            raise invalid("The platform's balance is too small", "balance_insufficient")
        account["balance"] += amount
        money = {"amount": amount, "amount_reversed": 0, "currency": asked.get("currency"), "reversed": False}
        transfer = self._state.make("tr", "transfer", destination=account["id"], transfer_group=asked.get("transfer_group"), **money)
        self._state.happened("transfer.created", transfer)
        return transfer

    def reverse_transfer(self, name: str) -> Object:
        transfer = self._state.get(name, "transfer")
        if transfer["reversed"]:
            raise invalid("The transfer is reversed already")
        account = self._state.get(transfer["destination"], "account")
        if account["balance"] < transfer["amount"]:
            raise invalid("The connected account's balance is too small", "balance_insufficient")
        account["balance"] -= transfer["amount"]
        transfer.update(reversed=True, amount_reversed=transfer["amount"])
        self._state.happened("transfer.reversed", transfer)
        return self._state.make("trr", "transfer_reversal", amount=transfer["amount"], transfer=name)

    # ── payouts ──

    def create_payout(self, name: str, asked: Mapping[str, Any], *, automatic: bool = False) -> Object:
        account, amount = self._state.get(name, "account"), int(asked.get("amount", 0))
        if account["balance"] < amount:
            raise invalid("The account's balance is too small", "balance_insufficient")
        account["balance"] -= amount
        kept = {"metadata": dict(asked.get("metadata") or {}), "currency": asked.get("currency"), "automatic": automatic}
        return self._state.make("po", "payout", amount=amount, status="pending", account_id=name, failure_code=None, **kept)

    def pay_out_by_schedule(self) -> int:
        """What accounts that are not on `manual` have goes to their banks. How many."""
        accounts = [one for one in self._state.all("account") if one["balance"] and one["settings"]["payouts"]["schedule"]["interval"] != "manual"]
        for account in accounts:
            self.create_payout(account["id"], {"amount": account["balance"], "currency": "usd"}, automatic=True)
        return len(accounts)

    def payouts_arrive(self) -> int:
        """Each payout under way reaches its bank account, or is sent back. How many."""
        waiting = [one for one in self._state.all("payout") if one["status"] == "pending"]
        for payout in waiting:
            account = self._state.get(payout["account_id"], "account")
            if account["bank"] == FAILING_BANK:
                self.send_back(payout["id"], "account_closed")
            else:
                payout.update(status="paid")
                self._state.happened("payout.paid", payout, account=account["id"])
        return len(waiting)

    def send_back(self, name: str, why: str) -> Object:
        """A bank sends a payout back, perhaps after it had arrived."""
        payout = self._state.get(name, "payout")
        account = self._state.get(payout["account_id"], "account")
        account["balance"] += payout["amount"]
        payout.update(status="failed", failure_code=why)
        self._state.happened("payout.failed", payout, account=account["id"])
        return payout


def _settings(asked: Mapping[str, Any], before: str) -> Object:
    interval = before
    if "settings" in asked:
        interval = str(asked["settings"]["payouts"]["schedule"]["interval"])
    return {"payouts": {"schedule": {"interval": interval}}}

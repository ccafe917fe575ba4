"""Fixtures that are expensive enough to be shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit import postgres
from tests.kit.postgres import TestServer

LONGEST = ("tests/crash/", "tests/simulation/", "tests/browser/", "tests/actors/tables/test_returns", "tests/server/admin/test_authority")
"""Files that take a minute for a few tests: begun first, so that no worker is left with one of them at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the shuffle, and the same in every worker."""
    items.sort(key=lambda item: next((place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TestServer]:
    """One PostgreSQL a worker; fast, for tests that are not about durability."""
    with postgres.test_server("fsync=off", "synchronous_commit=off", "full_page_writes=off") as server:
        yield server


@pytest.fixture
def fresh_database(postgres_server: TestServer) -> str:
    """The DSN of an empty, migrated database."""
    return postgres_server.fresh()

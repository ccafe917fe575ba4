"""Fixtures that are expensive enough to be shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit import postgres
from tests.kit.postgres import TestServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[TestServer]:
    """One PostgreSQL a worker; fast, for tests that are not about durability."""
    with postgres.test_server("fsync=off", "synchronous_commit=off", "full_page_writes=off") as server:
        yield server


@pytest.fixture
def fresh_database(postgres_server: TestServer) -> str:
    """The DSN of an empty, migrated database."""
    return postgres_server.fresh()

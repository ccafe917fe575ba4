"""What is known of persons, on a real database: told once, kept by hash, and only the tightest of what was kept holds."""

from __future__ import annotations

from protocol.limits import LimitKind, LimitPeriod
from protocol.money import Currency
from server.particulars import Kept, KeptLimit, Known, birth_hash, person_hash
from server.postgres_particulars import PostgresParticulars
from wallet.database import open_database

ANN = "p_" + "a" * 16
ONE, TWO, NOBODY = (person_hash(b"key", subject) for subject in ("google/1", "google/2", "google/3"))
STAKE = KeptLimit(Currency.USD, LimitKind.STAKE, LimitPeriod.DAY, 500)
LOSS = KeptLimit(Currency.GC, LimitKind.LOSS, LimitPeriod.WEEK, 70)


async def test_a_date_of_birth_and_who_one_is_are_read_together(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        particulars = PostgresParticulars(database)
        assert await particulars.known(ANN) == Known(None, ())
        await database.rows("INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ($1, 'Ann', 'ann', 'ann', 1)", ANN)
        await database.rows("INSERT INTO identities (provider, subject, player_id, email, created_ms) VALUES ('google', '7', $1, 'ann@here', 1)", ANN)
        assert await particulars.tell_born(ANN, "1990-05-17", 1) == "1990-05-17"
        assert await particulars.tell_born(ANN, "1980-01-01", 2) == "1990-05-17"
        assert await particulars.known(ANN) == Known("1990-05-17", ("google/7",))


async def test_a_person_has_one_birthday_over_all_their_accounts(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        particulars = PostgresParticulars(database)
        first, other = birth_hash(b"key", "2015-01-01"), birth_hash(b"key", "1990-01-01")
        assert await particulars.tell_birth([ONE], first)
        assert await particulars.tell_birth([ONE], first)
        assert not await particulars.tell_birth([ONE, TWO], other)
        assert await particulars.tell_birth([], other), "who has no identity yet has told nothing"


async def test_the_later_exclusion_and_the_tightest_limit_hold(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        particulars = PostgresParticulars(database)
        assert await particulars.kept([]) == await particulars.kept([NOBODY]) == Kept()
        await particulars.exclude([ONE, TWO], 500)
        await particulars.exclude([ONE], 300)
        await particulars.exclude([TWO], 900)
        await particulars.keep_limits([ONE], [STAKE, LOSS])
        await particulars.keep_limits([TWO], [KeptLimit(Currency.USD, LimitKind.STAKE, LimitPeriod.DAY, 200)])
        kept = await particulars.kept([ONE, TWO])
        assert kept.excluded_until_ms == 900
        assert {one.most for one in kept.limits} == {200, 70}
        assert await particulars.kept([ONE]) == Kept(500, (LOSS, STAKE))


async def test_what_was_in_force_the_last_time_stands_in_place_of_what_was_before(fresh_database: str) -> None:
    async with open_database(fresh_database) as database:
        particulars = PostgresParticulars(database)
        await particulars.keep_limits([ONE], [STAKE, LOSS])
        await particulars.keep_limits([ONE], [LOSS])
        assert (await particulars.kept([ONE])).limits == (LOSS,)
        await particulars.keep_limits([ONE], [])
        assert (await particulars.kept([ONE])).limits == ()

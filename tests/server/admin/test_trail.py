"""The trail: what follows from it, and that no row of it can be changed unseen. A2 as the database's role."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import attrs
import pytest
import trio

from protocol.admin import AdminCommand
from protocol.admin.house import ChangeSetting, ReadTree
from protocol.admin.money import AdjustBalance
from protocol.admin.operators import AddOperator, ApproveProposal, DeclineProposal, RevokeOperator, Role
from protocol.admin.tables import CloseTable, OpenTable, SetTableLimits
from protocol.codec import command_text
from protocol.money import Currency
from server.admin.postgres_trail import PostgresTrail, prove_trail
from server.admin.trail import DONE, PROPOSAL_MS, PROPOSED, Entry, Standing, TrailWrong, link
from wallet.chain import SignedHead
from wallet.database import APP_ROLE, open_database

KEY = "k" * 43
WHY = "because the test says so"


class Told:
    """A trail in memory: each command with what came of it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.standing = Standing({"ann": KEY})

    def add(self, operator: str, body: bytes, about: int | None = None, outcome: str | None = None) -> int:
        before = self.entries[-1].chain if self.entries else Standing({}).head
        bare = Entry(len(self.entries) + 1, 1_000 * len(self.entries), operator, Role.ROOT, about, body, outcome, b"")
        entry = attrs.evolve(bare, chain=link(before, bare))
        self.entries.append(entry)
        self.standing.follow((entry,))
        return entry.seq

    def say(self, command: AdminCommand, outcome: str | None = DONE, operator: str = "ann") -> int:
        seq = self.add(operator, command_text(command))
        if outcome is not None:
            self.add(operator, b"", seq, outcome)
        return seq


def test_who_may_speak_follows_from_who_was_added_and_revoked() -> None:
    told = Told()
    told.say(AddOperator(Role.SUPPORT, "bob", KEY, WHY))
    told.say(AddOperator(Role.TREASURY, "eve", KEY, WHY), outcome="LAST_ROOT")
    assert {name: one.operator.role for name, one in told.standing.operators.items()} == {"ann": Role.ROOT, "bob": Role.SUPPORT}
    told.say(RevokeOperator("bob", WHY))
    assert set(told.standing.operators) == {"ann"}


@pytest.mark.parametrize("outcome", [None, "UNAVAILABLE", PROPOSED])
def test_what_was_asked_and_not_done_changes_nothing(outcome: str | None) -> None:
    told = Told()
    told.say(ChangeSetting("rake_bp", WHY, 100), outcome)
    told.say(CloseTable("t_crash", WHY), outcome)
    assert (told.standing.settings, told.standing.closed) == ({}, {})


def test_settings_and_tables_stand_as_they_were_set_last() -> None:
    told = Told()
    told.say(ChangeSetting("rake_bp", WHY, 100))
    told.say(ChangeSetting("rake_bp", WHY, 200))
    told.say(CloseTable("t_crash", WHY))
    told.say(CloseTable("t_dice", WHY))
    told.say(OpenTable("t_dice", WHY))
    told.say(SetTableLimits(Currency.GC, "t_dice", 100, 200, 300, WHY))
    assert told.standing.settings == {"rake_bp": 200}
    assert told.standing.closed == {"t_crash": WHY}
    assert told.standing.limits["t_dice", Currency.GC].most == 200
    told.say(ChangeSetting("rake_bp", WHY))
    assert told.standing.settings == {}


def test_a_proposal_is_open_until_it_is_approved_declined_or_over() -> None:
    told = Told()
    wanted = AdjustBalance(Currency.USD, "p_" + "a" * 16, 500_000, WHY)
    first, second, third = (told.say(wanted, PROPOSED) for _ in range(3))
    told.say(DeclineProposal(first, WHY))
    told.say(ApproveProposal(second, WHY), operator="bob")
    assert [one.number for one in told.standing.proposals(0)] == [third]
    proposal = told.standing.proposal(third, 0)
    assert proposal is not None
    assert proposal.command == wanted
    assert told.standing.proposals(proposal.at_ms + PROPOSAL_MS) == ()


def test_what_a_proposal_asked_for_stands_once_it_is_approved() -> None:
    told = Told()
    number = told.say(AddOperator(Role.ROOT, "bob", KEY, WHY), PROPOSED)
    told.say(ApproveProposal(number, WHY), operator="eve")
    assert told.standing.operators["bob"].operator.added_by == "ann and eve"


CHANGES = {
    "another time": lambda entry: attrs.evolve(entry, at_ms=entry.at_ms + 1),
    "another operator": lambda entry: attrs.evolve(entry, operator="eve"),
    "another role": lambda entry: attrs.evolve(entry, role=Role.OBSERVER),
    "another command": lambda entry: attrs.evolve(entry, body=entry.body + b" "),
    "another outcome": lambda entry: attrs.evolve(entry, outcome="done2"),
    "about another row": lambda entry: attrs.evolve(entry, about=(entry.about or 0) + 1),
    "another number": lambda entry: attrs.evolve(entry, seq=entry.seq + 1),
    "another seal": lambda entry: attrs.evolve(entry, chain=bytes(32)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("place", range(6))
def test_no_row_can_be_changed_unseen(change: str, place: int) -> None:
    told = Told()
    for number in range(3):
        told.say(ChangeSetting("rake_bp", WHY, number))
    forged: Sequence[Entry] = [CHANGES[change](entry) if entry.seq == place + 1 else entry for entry in told.entries]
    with pytest.raises(TrailWrong, match=rf"trail row {place + 1}|trail row {place + 2}"):
        Standing({}).follow(forged)


# ── on PostgreSQL ──


async def test_rows_are_appended_read_again_and_proved(fresh_database: str) -> None:
    heads: list[SignedHead] = []
    async with open_database(fresh_database) as database:
        trail = PostgresTrail(database, Standing({"ann": KEY}), b"key", heads.append)
        number = await trail.append(5, "ann", Role.ROOT, command_text(CloseTable("t_crash", WHY)))
        await trail.append(6, "ann", Role.ROOT, b"", about=number, outcome=DONE)
        other = PostgresTrail(database, Standing({"ann": KEY}), b"key", heads.append)
        await other.catch_up()
        assert other.standing.closed == trail.standing.closed == {"t_crash": WHY}
        (line,) = await other.lines(None, 10)
        assert (line.number, line.operator, line.outcome) == (number, "ann", DONE)
        assert await prove_trail(database, heads) == (2, None)
        # Another process wrote meanwhile: who appends next goes on behind it.
        await other.append(7, "ann", Role.ROOT, command_text(ReadTree()))
        assert await trail.append(8, "ann", Role.ROOT, command_text(ReadTree())) == 4


async def test_many_at_once_append_and_read_and_none_is_followed_twice(fresh_database: str) -> None:
    heads: list[SignedHead] = []
    async with open_database(fresh_database) as database:
        trail = PostgresTrail(database, Standing({"ann": KEY}), b"key", heads.append)
        async with trio.open_nursery() as nursery:
            for number in range(30):
                nursery.start_soon(trail.append, number, "ann", Role.ROOT, command_text(ReadTree()))
                nursery.start_soon(trail.catch_up)
        assert trail.standing.last_seq == 30
        assert await prove_trail(database, heads) == (30, None)


ATTEMPTS = (
    "UPDATE trail SET operator = 'eve'",
    "DELETE FROM trail",
    "TRUNCATE trail",
    "DROP TABLE trail",
    "ALTER TABLE trail DISABLE TRIGGER ALL",
    "UPDATE journal SET body = ''",
    "DELETE FROM journal",
    "UPDATE postings SET posted = 1",
    "DELETE FROM postings",
    "DELETE FROM writers",
    "DELETE FROM notes",
    "UPDATE merges SET player_id = 'p'",
    "CREATE TABLE mine (a int)",
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_the_role_of_the_server_can_only_add(fresh_database: str, attempt: str) -> None:
    async with open_database(fresh_database) as database:
        assert (await database.rows("SELECT current_user"))[0][0] == APP_ROLE
        with pytest.raises(asyncpg.PostgresError) as refused:
            await database.rows(attempt)
    assert type(refused.value).__name__ in ("InsufficientPrivilegeError", "UndefinedTableError"), refused.value


@pytest.mark.parametrize("forgery", ["rewritten", "cut"])
async def test_who_owns_the_database_is_found_out_by_heads_kept_outside(fresh_database: str, forgery: str) -> None:
    heads: list[SignedHead] = []
    async with open_database(fresh_database) as database, open_database(fresh_database, as_app=False) as owner:
        trail = PostgresTrail(database, Standing({"ann": KEY}), b"key", heads.append)
        for number in range(4):
            await trail.append(number, "ann", Role.ROOT, command_text(ChangeSetting("rake_bp", WHY, number)))
        await owner.rows("ALTER TABLE trail DISABLE TRIGGER ALL")
        if forgery == "cut":
            await owner.rows("DELETE FROM trail WHERE seq = 4")
            await owner.rows("UPDATE writers SET last_seq = 3, head = (SELECT chain FROM trail WHERE seq = 3) WHERE name = 'trail'")
        else:
            rows = await owner.rows("SELECT seq, at_ms, operator, role, about, body, outcome, chain FROM trail ORDER BY seq")
            head = Standing({}).head
            for row in rows:
                bare = Entry(row[0], row[1], "eve", Role(row[3]), row[4], row[5], row[6], b"")
                head = link(head, bare)
                await owner.rows("UPDATE trail SET operator = 'eve', chain = $2 WHERE seq = $1", row[0], head)
        rows_seen, wrong = await prove_trail(database, heads)
    assert wrong is not None
    assert ("tail is gone" in wrong) == (forgery == "cut"), (rows_seen, wrong)

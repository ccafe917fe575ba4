"""I3: who may say what. Every command times fourteen kinds of caller (and two more), each cell declared; a command without a row fails the build.

Who is signed in comes through the real session, on a house in memory whose gate is closed to strangers and whose cashier asks the wallet. Who is not comes
with a real cookie through the real edge, in test_strangers.py; operators to their own socket, in admin/test_roles.py. A cell is the code of the answer, or
"yes" for anything that is no refusal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock

from actors.house import Limits
from actors.sessions import Sessions
from actors.wallet import Wallet
from protocol.admin import AdminCommand
from protocol.codec import encode_request
from protocol.commands import (
    AcceptVerdict,
    AddEvidence,
    AnswerContest,
    AnswerTakeback,
    AppealVerdict,
    AskAbort,
    AskEntryCode,
    AskTakeback,
    Authenticate,
    BeginDeposit,
    BeginWithdrawal,
    BuyCoins,
    BuyItem,
    CancelMatch,
    CashOut,
    ClaimDaily,
    ClaimForfeit,
    ClaimReward,
    CloseAccount,
    Command,
    ConcedeMatch,
    ConfirmPlayLimit,
    ConfirmResult,
    ContestMove,
    ContestResult,
    CreateMatch,
    DeclineAbort,
    DropContest,
    DropDeposit,
    ExcludeSelf,
    GiveItem,
    JoinMatch,
    ListLive,
    ListMatches,
    ListPeople,
    ListPools,
    ListTables,
    MarkRead,
    OfferRematch,
    PassGate,
    Ping,
    PlaceBet,
    PlayHand,
    PlayMove,
    ReactInMatch,
    ReadAccount,
    ReadChallenges,
    ReadCoins,
    ReadFairness,
    ReadHistory,
    ReadLeaderboard,
    ReadLooks,
    ReadProfile,
    ReadRedemptions,
    ReadReplay,
    ReadShop,
    ReadStatement,
    RedeemCoins,
    ReportPlayer,
    RequestCoins,
    RotateSeeds,
    SayAtTable,
    SayInMatch,
    SeekOpponent,
    SetMode,
    SetPlayLimit,
    SetRelation,
    SetUpPayouts,
    StopSeeking,
    TakeBetBack,
    TakeBreak,
    Unwatch,
    VerifyIdentity,
    Watch,
    WearItem,
)
from protocol.commands.people import Offence, Ranking, Relation
from protocol.converter import members, tag_of
from protocol.envelope import Request
from protocol.events.match import Reaction
from protocol.games import Darts501Options, Ring, ThrowDart
from protocol.limits import AccountState, LimitKind, LimitPeriod
from protocol.money import Amount, Currency
from protocol.shop import Slot
from protocol.tables import Chip, HandMove, RouletteBet
from server.cookies import Cookies
from server.house_rules import journal_rules
from tests.kit.desk import MemoryDesk
from tests.kit.edge import KEYS
from tests.kit.guest import Guest, identity_of
from tests.kit.house import TestHouse, house_of
from tests.kit.lines import MemoryLine
from tests.kit.payloads import right
from tests.kit.till import till_of
from wallet.accounts import grant_account, outside
from wallet.gate_transfers import SetAccount
from wallet.transfers import Transfer

GATE = PassGate("1990-05-17", "US-CO", 1, 1)
FIVE = Amount(Currency.USD, 500)
NO_SUCH = "m_aaaaaaaaaaaaaaaa"

# ── the callers ──

STRANGERS = ("anonymous", "tampered cookie", "expired", "logged out", "revoked")
"""Whom the edge knows nobody behind: their connection belongs to no one, or has ended."""
PEOPLE = ("other user", "opponent", "owner", "spectator", "unaccepted terms", "under age", "self-excluded", "banned", "closed")
OPERATORS = ("read-only admin", "admin")
"""What is a player's is no operator's: their socket knows none of these commands, but one of the same name."""
CALLERS = (*STRANGERS, *PEOPLE, *OPERATORS)
NAMED_IN_THE_GOAL = {
    "anonymous", "tampered cookie", "expired", "logged out", "revoked", "other user", "opponent", "spectator", "unaccepted terms", "under age", "self-excluded",
    "banned", "read-only admin", "admin",
}  # fmt: skip

N = "NOT_SIGNED_IN"
YES = "yes"
NOT_PEOPLE = dict.fromkeys(STRANGERS, N) | dict.fromkeys(OPERATORS, "UNKNOWN_COMMAND")
NOT_MINE = {"other user": "NOT_YOUR_MATCH", "spectator": "NOT_YOUR_MATCH"} | dict.fromkeys(PEOPLE[4:], "NOT_YOUR_MATCH")


def everybody(code: str = YES, **but: str) -> dict[str, str]:
    """All who are signed in, but for some (an underscore is a blank, a double one a hyphen)."""
    named = {name.replace("__", "-").replace("_", " "): one for name, one in but.items()}
    return NOT_PEOPLE | dict.fromkeys(PEOPLE, code) | named


def players(owner: str, opponent: str) -> dict[str, str]:
    """The two of a match, and nobody else."""
    return NOT_PEOPLE | NOT_MINE | {"owner": owner, "opponent": opponent}


STAKES = everybody(
    unaccepted_terms="GATE_NOT_PASSED", under_age="UNDER_AGE", self__excluded="SELF_EXCLUDED", banned="ACCOUNT_FROZEN", closed="ACCOUNT_CLOSED"
)
OUT = everybody(banned="ACCOUNT_FROZEN", closed="ACCOUNT_CLOSED")
"""Money goes out to who excluded themself, too, and to who never passed the gate."""
BETS = {caller: "INSUFFICIENT_FUNDS" if code == YES else code for caller, code in STAKES.items()}
PHASE, WHEEL = "WRONG_PHASE", "t_roulette"

ACCESS: dict[type, tuple[Callable[[str], Command], dict[str, str]]] = {
    # The connection itself.
    Authenticate: (lambda _m: Authenticate("x" * 40), everybody() | dict.fromkeys(STRANGERS, "BAD_TICKET")),
    Ping: (lambda _m: Ping(), everybody() | dict.fromkeys(STRANGERS, YES)),
    Watch: (lambda m: Watch(f"match:{m}"), players(YES, YES)),
    Unwatch: (lambda _m: Unwatch("lobby"), everybody()),
    # The lobby. Staking asks who one is; the rest is open to who is signed in.
    CreateMatch: (lambda _m: CreateMatch("a-fresh-match", Darts501Options(1), FIVE), STAKES),
    SeekOpponent: (lambda _m: SeekOpponent(Darts501Options(1), FIVE), STAKES),
    # Each joins an offer that is open: what the wallet says when it holds the stake is the answer.
    JoinMatch: (lambda m: JoinMatch(m), STAKES),
    CancelMatch: (lambda m: CancelMatch(m), players(PHASE, "NOT_YOUR_MATCH")),
    StopSeeking: (lambda _m: StopSeeking(), everybody()),
    ListMatches: (lambda _m: ListMatches(), everybody(read__only_admin=YES, admin=YES)),
    ListLive: (lambda _m: ListLive(), everybody()),
    ListPools: (lambda _m: ListPools(), everybody()),
    # A live match: its two players alone; what is refused to them is refused for the moment, not for who they are.
    PlayMove: (lambda m: PlayMove(m, 0, ThrowDart(20, Ring.SINGLE)), players(YES, "NOT_YOUR_TURN")),
    AskTakeback: (lambda m: AskTakeback(m, 0), players("NOTHING_TO_TAKE_BACK", "NOTHING_TO_TAKE_BACK")),
    AnswerTakeback: (lambda m: AnswerTakeback(m, 0, agreed=True), players("NOTHING_TO_TAKE_BACK", "NOTHING_TO_TAKE_BACK")),
    SayInMatch: (lambda m: SayInMatch(m, "a-chat-key", "hello"), players(YES, YES)),
    ReactInMatch: (lambda m: ReactInMatch(m, Reaction.CLAP), players(YES, YES)),
    ConfirmResult: (lambda m: ConfirmResult(m), players(PHASE, PHASE)),
    ContestResult: (lambda m: ContestResult(m, "that was not so"), players(PHASE, PHASE)),
    ContestMove: (lambda m: ContestMove(m, 0, "that was not so"), players("NOTHING_TO_CONTEST", "NOTHING_TO_CONTEST")),
    AnswerContest: (lambda m: AnswerContest(m, agreed=True), players("NOTHING_TO_CONTEST", "NOTHING_TO_CONTEST")),
    DropContest: (lambda m: DropContest(m), players("NOTHING_TO_CONTEST", "NOTHING_TO_CONTEST")),
    AddEvidence: (lambda m: AddEvidence(m, "a-note-key", "look at this"), players(PHASE, PHASE)),
    AcceptVerdict: (lambda m: AcceptVerdict(m), players(PHASE, PHASE)),
    AppealVerdict: (lambda m: AppealVerdict(m, "that was not so"), players(PHASE, PHASE)),
    ConcedeMatch: (lambda m: ConcedeMatch(m), players(YES, YES)),
    ClaimForfeit: (lambda m: ClaimForfeit(m), players("NOT_GONE", "NOT_GONE")),
    AskAbort: (lambda m: AskAbort(m), players(YES, YES)),
    DeclineAbort: (lambda m: DeclineAbort(m), players(YES, YES)),
    OfferRematch: (lambda m: OfferRematch(m), players(PHASE, PHASE)),
    # People and the past: whom a replay or a profile is shown to is asked of the database, in tests/server/test_ladder.py.
    ReadProfile: (lambda _m: ReadProfile("p_" + "q" * 16), everybody()),
    ReadHistory: (lambda _m: ReadHistory("p_" + "q" * 16), everybody()),
    ReadReplay: (lambda _m: ReadReplay(NO_SUCH), everybody()),
    ReadLeaderboard: (lambda _m: ReadLeaderboard("all", "ever", Ranking.WINS), everybody()),
    SetRelation: (lambda _m: SetRelation("p_" + "q" * 16, Relation.MUTE, wanted=True), everybody()),
    ReportPlayer: (lambda _m: ReportPlayer("p_" + "q" * 16, Offence.ABUSE, "look at this"), everybody()),
    ListPeople: (lambda _m: ListPeople(), everybody()),
    MarkRead: (lambda _m: MarkRead(1), everybody()),
    # One's own account: open to everybody who is signed in, also to who may not stake; money in is not.
    ReadStatement: (lambda _m: ReadStatement(), everybody()),
    ReadAccount: (lambda _m: ReadAccount(), everybody()),
    PassGate: (lambda _m: GATE, everybody(under_age="NOT_YOUR_BIRTHDAY")),
    SetPlayLimit: (lambda _m: SetPlayLimit(LimitKind.LOSS, LimitPeriod.WEEK, most=10_000), everybody()),
    ConfirmPlayLimit: (lambda _m: ConfirmPlayLimit(LimitKind.DEPOSIT, LimitPeriod.WEEK), everybody("NOTHING_ASKED")),
    TakeBreak: (lambda _m: TakeBreak(24), everybody()),
    ExcludeSelf: (lambda _m: ExcludeSelf(6), everybody()),
    CloseAccount: (lambda _m: CloseAccount("somebody else"), everybody("WRONG_NAME")),
    # Money in is gated like a stake; money out is not. The wallet says so.
    BeginDeposit: (lambda _m: BeginDeposit("a-deposit-key", 500), STAKES),
    DropDeposit: (lambda _m: DropDeposit("d_" + "q" * 16), everybody("NOTHING_OPEN")),
    SetUpPayouts: (lambda _m: SetUpPayouts(), everybody()),
    BeginWithdrawal: (lambda _m: BeginWithdrawal("a-withdrawal-key", 500), OUT),
    # The Tables: looking and talking is open to who is signed in; a bet asks who one is, and nobody here has coins.
    ListTables: (lambda _m: ListTables(), everybody()),
    PlaceBet: (lambda _m: PlaceBet(RouletteBet((Chip("red", 100),)), Currency.GC, WHEEL, 1, "a-bet-key"), BETS),
    TakeBetBack: (lambda _m: TakeBetBack(WHEEL, 1), everybody("NO_BET")),
    CashOut: (lambda _m: CashOut("t_crash", 1), everybody("ROUND_CLOSED")),
    PlayHand: (lambda _m: PlayHand(HandMove.HIT, "t_blackjack", 1, 0), everybody("ROUND_CLOSED")),
    SayAtTable: (lambda _m: SayAtTable(WHEEL, "hello"), everybody()),
    ReadFairness: (lambda _m: ReadFairness("t_dice"), everybody()),
    RotateSeeds: (lambda _m: RotateSeeds("t_dice", 1, "mine"), everybody("SEEDS_NOT_SET")),
    SetMode: (lambda _m: SetMode(Currency.SC, "a-switch-key"), everybody()),
    # Gifts: to whom the house may give something.
    ReadCoins: (lambda _m: ReadCoins(), everybody()),
    ClaimDaily: (lambda _m: ClaimDaily(), STAKES),
    RequestCoins: (lambda _m: RequestCoins(), STAKES),
    BuyCoins: (lambda _m: BuyCoins("a-purchase-key", "small"), STAKES),
    # The shop: looking is free; nobody here has coins, things or friends.
    ReadShop: (lambda _m: ReadShop(), everybody()),
    ReadLooks: (lambda _m: ReadLooks(("p_" + "q" * 16,)), everybody()),
    BuyItem: (
        lambda _m: BuyItem("title_regular", "a-buy-key"), everybody("INSUFFICIENT_FUNDS", self__excluded="SELF_EXCLUDED", banned="ACCOUNT_FROZEN", closed="ACCOUNT_FROZEN")
    ),
    WearItem: (lambda _m: WearItem(Slot.TITLE, "a-wear-key", "title_regular"), everybody("NOT_OWNED")),
    GiveItem: (lambda _m: GiveItem("title_regular", "p_" + "q" * 16, "a-give-key"), everybody("NOT_FRIENDS")),
    ReadChallenges: (lambda _m: ReadChallenges(), everybody()),
    ClaimReward: (lambda _m: ClaimReward("day_match"), everybody("NOT_DONE_YET")),
    # Redemptions: the desk of this house in memory knows nobody; what the books say is asked in tests/webhooks/test_redemptions.py.
    ReadRedemptions: (lambda _m: ReadRedemptions(), everybody()),
    VerifyIdentity: (lambda _m: VerifyIdentity(), everybody()),
    RedeemCoins: (lambda _m: RedeemCoins("a-redeem-key", 10_000), everybody("IDENTITY_NEEDED")),
    AskEntryCode: (lambda _m: AskEntryCode(), everybody()),
}


def test_every_command_has_a_row_and_every_row_a_cell_for_each_caller() -> None:
    assert set(ACCESS) == set(members(Command))
    assert set(CALLERS) >= NAMED_IN_THE_GOAL
    for kind, (_make, cells) in ACCESS.items():
        assert set(cells) == set(CALLERS), tag_of(kind)


# ── the house they call at ──


@attrs.frozen
class Scene:
    """A house with a live match between two, and everybody else around it."""

    house: TestHouse
    sessions: Sessions
    nursery: trio.Nursery
    match: str
    host: Guest

    async def ask(self, caller: str, command: Command) -> str:
        line = MemoryLine()
        self.nursery.start_soon(self.sessions.serve, line, identity_of(caller), self.house.house)
        line.say(encode_request(Request(7, command)))
        return await answer_of(line)

    async def offer(self, key: str, *, invite_only: bool = False) -> str:
        """An open offer of somebody whom nobody here knows."""
        return (await self.host.ask(CreateMatch(key, Darts501Options(1), FIVE, invite_only=invite_only)))["match_id"]


async def answer_of(line: MemoryLine) -> str:
    with trio.fail_after(60):
        while True:
            message: dict[str, Any] = json.loads(await line.heard())
            if message.get("ref") == 7:
                return message["reply"].get("code", YES)


@asynccontextmanager
async def scene(limits: Limits | None = None) -> AsyncIterator[Scene]:
    async with trio.open_nursery() as nursery:
        bare, sessions = await house_of(nursery, limits=limits), Sessions()
        wallet = Wallet(bare.tree.wallet)
        desk = MemoryDesk(wallet, bare.clock, cashier=till_of(wallet, bare.clock))
        house = attrs.evolve(bare, house=attrs.evolve(bare.house, desk=desk, looks=desk.looks))
        await journal_rules(wallet, desk.gatekeeper.rules)
        guests = {name: Guest(house.house, sessions, nursery, name) for name in (*PEOPLE, "host")}
        for name, guest in guests.items():
            if name == "under age":
                await guest.ask(PassGate("2015-01-01", "US-CO", 1, 1))
            elif name != "unaccepted terms":
                assert (await guest.ask(GATE))["type"] == "accepted", name
        created = await guests["owner"].ask(CreateMatch("the-match-key", Darts501Options(1), FIVE))
        assert (await guests["opponent"].ask(JoinMatch(created["match_id"])))["type"] == "accepted"
        for name in ("owner", "opponent"):
            await guests[name].ask(Watch(f"match:{created['match_id']}"))
        await guests["spectator"].ask(Watch(f"spectate:{created['match_id']}"))
        await guests["self-excluded"].ask(ExcludeSelf(6))
        await wallet.post("freeze", SetAccount(guests["banned"].player, AccountState.FROZEN))
        await close(wallet, guests["closed"].player)
        yield Scene(house, sessions, nursery, created["match_id"], guests["host"])
        nursery.cancel_scope.cancel()


async def close(wallet: Wallet, player: str) -> None:
    """An empty account, closed."""
    left = await wallet.available(player, Currency.USD)
    if left:
        await wallet.post("empty", Transfer(grant_account(player, Currency.USD), outside("play_money", Currency.USD), left))
    assert (await wallet.post("close", SetAccount(player, AccountState.CLOSED))).done


SEATED = ("owner", "opponent")
TOGETHER = (tuple(one for one in PEOPLE if one not in SEATED), *((one,) for one in SEATED))
"""Who is not of the match changes nothing in it, and may ask in one house after the other; its players get one each."""


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
async def test_each_cell_is_as_declared(kind: type, autojump_clock: MockClock) -> None:
    make, cells = ACCESS[kind]
    found: dict[str, str] = {}
    for group in TOGETHER:
        async with scene() as one:
            for caller in group:
                match = await one.offer(f"for-{caller.replace(' ', '-')}") if kind is JoinMatch else one.match
                found[caller] = await one.ask(caller, make(match))
    assert found == {caller: cells[caller] for caller in PEOPLE}


async def test_a_seat_that_is_taken_is_taken_for_everybody_but_who_sits_there(autojump_clock: MockClock) -> None:
    async with scene() as one:
        found = {caller: await one.ask(caller, JoinMatch(one.match)) for caller in PEOPLE}
    assert found == dict.fromkeys(PEOPLE, "ALREADY_TAKEN") | {"owner": "OWN_OFFER", "opponent": YES}


async def test_nobody_says_an_operators_command_on_a_players_line(autojump_clock: MockClock) -> None:
    async with scene() as one:
        for caller in (*PEOPLE, "host"):
            line = MemoryLine()
            one.nursery.start_soon(one.sessions.serve, line, identity_of(caller), one.house.house)
            for kind in members(AdminCommand):
                if kind.tag in SAME_NAME:
                    continue
                line.say(json.dumps({"ref": 7, "command": right(kind)}).encode())
                assert await answer_of(line) == "UNKNOWN_COMMAND", (caller, kind)


SAME_NAME = {tag_of(kind) for kind in members(Command)} & {tag_of(kind) for kind in members(AdminCommand)}
"""A player's own matches, and all of the house: two commands of one name, each known to its own door alone."""


def test_one_command_has_the_same_name_at_both_doors() -> None:
    assert {"list_matches"} == SAME_NAME


def test_a_cookie_with_any_byte_changed_is_nobodys() -> None:
    cookies = Cookies(KEYS, secure=False)
    signed = cookies.sign("s" * 40)
    assert cookies.session_of(f"{cookies.name}={signed}") is not None
    for place, letter in enumerate(signed):
        for other in ("A" if letter != "A" else "B", "", letter + "x"):
            tampered = signed[:place] + other + signed[place + 1 :]
            assert cookies.session_of(f"{cookies.name}={tampered}") is None, tampered

"""I3: who may say what. Every command times fourteen kinds of caller, each cell declared; a command without a row fails the build.

The callers come through the real session, on a house in memory whose gate is closed to strangers. A cell is the code of the answer, or "yes" for
anything that is no refusal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
import trio
import trio.testing
from trio.testing import MockClock

from actors.line import Identity, LineClosed
from actors.sessions import Sessions
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
from tests.kit.edge import KEYS
from tests.kit.guest import Guest, identity_of
from tests.kit.house import TestHouse, house_of
from tests.kit.lines import MemoryLine
from wallet.accounts import grant_account, outside
from wallet.transfers import SetAccount, Transfer

GATE = PassGate("1990-05-17", "US-CO", 1, 1)
FIVE = Amount(Currency.USD, 500)
NO_SUCH = "m_aaaaaaaaaaaaaaaa"

# ── the callers ──

STRANGERS = ("anonymous", "tampered cookie", "expired", "signed out", "revoked")
"""Whom the edge knows nobody behind: their connection belongs to no one, or has ended."""
PEOPLE = ("other player", "opponent", "owner", "spectator", "terms not accepted", "under age", "self-excluded", "frozen", "closed")
CALLERS = (*STRANGERS, *PEOPLE)

N = "NOT_SIGNED_IN"
YES = "yes"
NOBODY = dict.fromkeys(STRANGERS, N)
NOT_MINE = {"other player": "NOT_YOUR_MATCH", "spectator": "NOT_YOUR_MATCH"} | dict.fromkeys(PEOPLE[4:], "NOT_YOUR_MATCH")


def everybody(code: str = YES, **but: str) -> dict[str, str]:
    """All who are signed in, but for some (an underscore is a blank, a double one a hyphen)."""
    named = {name.replace("__", "-").replace("_", " "): one for name, one in but.items()}
    return NOBODY | dict.fromkeys(PEOPLE, code) | named


def players(owner: str, opponent: str) -> dict[str, str]:
    """The two of a match, and nobody else."""
    return NOBODY | NOT_MINE | {"owner": owner, "opponent": opponent}


STAKES = everybody(
    terms_not_accepted="GATE_NOT_PASSED", under_age="UNDER_AGE", self__excluded="SELF_EXCLUDED", frozen="ACCOUNT_FROZEN", closed="ACCOUNT_CLOSED"
)
BETS = {caller: "INSUFFICIENT_FUNDS" if code == YES else code for caller, code in STAKES.items()}
PHASE, WHEEL = "WRONG_PHASE", "t_roulette"

ACCESS: dict[type, tuple[Callable[[str], Command], dict[str, str]]] = {
    # The connection itself.
    Authenticate: (lambda _m: Authenticate("x" * 40), dict.fromkeys(STRANGERS, "BAD_TICKET") | dict.fromkeys(PEOPLE, YES)),
    Ping: (lambda _m: Ping(), dict.fromkeys(CALLERS, YES)),
    Watch: (lambda m: Watch(f"match:{m}"), players(YES, YES)),
    Unwatch: (lambda _m: Unwatch("lobby"), everybody()),
    # The lobby. Staking asks who one is; the rest is open to who is signed in.
    CreateMatch: (lambda _m: CreateMatch("a-fresh-match", Darts501Options(1), FIVE), STAKES),
    SeekOpponent: (lambda _m: SeekOpponent(Darts501Options(1), FIVE), STAKES),
    JoinMatch: (lambda m: JoinMatch(m), everybody("ALREADY_TAKEN", owner="OWN_OFFER", opponent=YES)),
    CancelMatch: (lambda m: CancelMatch(m), players(PHASE, "NOT_YOUR_MATCH")),
    StopSeeking: (lambda _m: StopSeeking(), everybody()),
    ListMatches: (lambda _m: ListMatches(), everybody()),
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
    # The cashier of this house in memory takes what it is given: whether the wallet lets it in is asked in tests/webhooks.
    BeginDeposit: (lambda _m: BeginDeposit("a-deposit-key", 500), everybody()),
    SetUpPayouts: (lambda _m: SetUpPayouts(), everybody()),
    BeginWithdrawal: (lambda _m: BeginWithdrawal("a-withdrawal-key", 500), everybody()),
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
    BuyCoins: (lambda _m: BuyCoins("a-purchase-key", "small"), everybody()),
    # The shop: looking is free; nobody here has coins, things or friends.
    ReadShop: (lambda _m: ReadShop(), everybody()),
    ReadLooks: (lambda _m: ReadLooks(("p_" + "q" * 16,)), everybody()),
    BuyItem: (
        lambda _m: BuyItem("title_regular", "a-buy-key"), everybody("INSUFFICIENT_FUNDS", self__excluded="SELF_EXCLUDED", frozen="ACCOUNT_FROZEN", closed="ACCOUNT_FROZEN")
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


def test_every_command_has_a_row_and_every_row_fourteen_cells() -> None:
    assert set(ACCESS) == set(members(Command))
    assert len(CALLERS) == 14
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

    async def ask(self, caller: str, command: Command) -> str:
        line = MemoryLine()
        identity = IDENTITIES.get(caller)
        self.nursery.start_soon(self.sessions.serve, line, identity, self.house.house)
        if caller in ("expired", "signed out", "revoked"):
            return await self.ended(line, caller, command)
        line.say(encode_request(Request(7, command)))
        return await answer_of(line)

    async def ended(self, line: MemoryLine, caller: str, command: Command) -> str:
        """The session ended while its socket was open: the socket ends with it, and what it says afterwards is nobody's."""
        await trio.testing.wait_all_tasks_blocked()
        identity = IDENTITIES[caller]
        if caller == "expired":
            self.house.clock.step_ms += 200 * 86_400_000
            with trio.move_on_after(2):
                await self.sessions.beat_for_ever(self.house.house.limits)
        else:
            self.sessions.end(identity.session)
        await trio.testing.wait_all_tasks_blocked()
        assert line.closed is not None, f"the socket of {caller} is still open"
        again = MemoryLine()
        self.nursery.start_soon(self.sessions.serve, again, None, self.house.house)
        again.say(encode_request(Request(7, command)))
        return await answer_of(again)


async def answer_of(line: MemoryLine) -> str:
    with trio.fail_after(60):
        while True:
            try:
                message: dict[str, Any] = json.loads(await line.heard())
            except LineClosed:
                return "closed"
            if message.get("ref") == 7:
                return message["reply"].get("code", YES)


def lasting(name: str, until_ms: int = 2**53) -> Identity:
    return attrs.evolve(identity_of(name), until_ms=until_ms)


IDENTITIES = {name: lasting(name) for name in PEOPLE} | {"signed out": lasting("gone one"), "revoked": lasting("gone two")}
IDENTITIES["expired"] = lasting("gone three", 1_790_000_000_000 + 100 * 86_400_000)


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    async with trio.open_nursery() as nursery:
        house, sessions = await house_of(nursery), Sessions()
        wallet = house.desk._ports.wallet
        await journal_rules(wallet, house.desk.gatekeeper.rules)
        guests = {name: Guest(house.house, sessions, nursery, name) for name in PEOPLE}
        for name, guest in guests.items():
            if name == "under age":
                await guest.ask(PassGate("2015-01-01", "US-CO", 1, 1))
            elif name != "terms not accepted":
                assert (await guest.ask(GATE))["type"] == "accepted", name
        created = await guests["owner"].ask(CreateMatch("the-match-key", Darts501Options(1), FIVE))
        assert (await guests["opponent"].ask(JoinMatch(created["match_id"])))["type"] == "accepted"
        for name in ("owner", "opponent"):
            await guests[name].ask(Watch(f"match:{created['match_id']}"))
        await guests["spectator"].ask(Watch(f"spectate:{created['match_id']}"))
        await guests["self-excluded"].ask(ExcludeSelf(6))
        await wallet.post("freeze", SetAccount(guests["frozen"].player, AccountState.FROZEN))
        await close(house, guests["closed"].player)
        yield Scene(house, sessions, nursery, created["match_id"])
        nursery.cancel_scope.cancel()


async def close(house: TestHouse, player: str) -> None:
    """An empty account, closed."""
    wallet = house.desk._ports.wallet
    left = await wallet.available(player, Currency.USD)
    if left:
        await wallet.post("empty", Transfer(grant_account(player, Currency.USD), outside("play_money", Currency.USD), left))
    assert (await wallet.post("close", SetAccount(player, AccountState.CLOSED))).done


@pytest.mark.parametrize("kind", members(Command), ids=tag_of)
async def test_each_cell_is_as_declared(kind: type, autojump_clock: MockClock) -> None:
    make, cells = ACCESS[kind]
    found: dict[str, str] = {}
    for caller in CALLERS:
        async with scene() as one:
            found[caller] = await one.ask(caller, make(one.match))
    assert found == cells


def test_a_cookie_with_any_byte_changed_is_nobodys() -> None:
    cookies = Cookies(KEYS, secure=False)
    signed = cookies.sign("s" * 40)
    assert cookies.session_of(f"{cookies.name}={signed}") is not None
    for place, letter in enumerate(signed):
        for other in ("A" if letter != "A" else "B", "", letter + "x"):
            tampered = signed[:place] + other + signed[place + 1 :]
            assert cookies.session_of(f"{cookies.name}={tampered}") is None, tampered


async def test_a_match_of_others_and_none_at_all_are_answered_alike_to_whom_it_does_not_concern(autojump_clock: MockClock) -> None:
    """Invited-only matches do not say that they exist."""
    async with scene() as one:
        hidden = Guest(one.house.house, one.sessions, one.nursery, "other player")
        private = CreateMatch("a-private-match", Darts501Options(1), FIVE, invite_only=True)
        match = (await hidden.ask(private))["match_id"]
        assert await one.ask("spectator", Watch(f"spectate:{match}")) == await one.ask("spectator", Watch(f"spectate:{NO_SUCH}"))

"""The registry of what operators may ask: one verb a line. It makes the command line, the prompt, docs/operators.md and the access matrix.

A verb is words that are typed, the command that they mean, who may ask it, and what is said when it is done. Several verbs may mean one command,
each with some of its fields fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from protocol.admin.coins import AcceptEntry, DecideRedemption, ListEntries, ListRedemptions
from protocol.admin.house import (
    Announce,
    BackUp,
    ChangeSetting,
    Drain,
    ListBackups,
    ListErrors,
    ListLetters,
    ListSettings,
    PruneBackups,
    ReadHouse,
    ReadTree,
    RestartActor,
    SetLogLevel,
    ShowActor,
    Undrain,
)
from protocol.admin.matches import DecideDispute, ListDisputes, ListMatches, ReadImage, ShowMatch, StrikeOff, TellMatch, VoidMatch
from protocol.admin.money import (
    AdjustBalance,
    AuditBooks,
    CloseTrouble,
    DecideWithdrawal,
    ListDeposits,
    ListReceivables,
    ListTroubles,
    ListWithdrawals,
    ReadPlayerStatement,
)
from protocol.admin.operators import (
    AddOperator,
    ApproveProposal,
    DeclineProposal,
    ListOperators,
    ListProposals,
    ReadTrail,
    RevokeOperator,
    Role,
)
from protocol.admin.people import (
    AddNote,
    CloseFlag,
    CloseReport,
    EndSessions,
    ExcludePlayer,
    FindPlayers,
    ListFlags,
    ListReports,
    ListSessions,
    MergePlayers,
    SetAccountState,
    ShowPlayer,
    TightenLimit,
)
from protocol.admin.tables import CloseTable, FillBank, InspectTables, OpenTable, SetTableLimits

Roles = frozenset[Role]
ALL = frozenset(Role)
SUPPORT = frozenset({Role.SUPPORT, Role.ROOT})
TREASURY = frozenset({Role.TREASURY, Role.ROOT})
DESK = SUPPORT | TREASURY
ROOT = frozenset({Role.ROOT})


@attrs.frozen
class Verb:
    """words: what is typed. roles: who may. said: the line when it is done, with the command's fields in it. given: fields that are typed without
    their name, in order. fixed: fields that the words say already. machine: about the machine alone, and done while the
    database, and with it the trail, is away: then it is in the log first, and on the trail as soon as that is back."""

    words: tuple[str, ...]
    command: type[Any]
    roles: Roles
    said: str = ""
    given: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    machine: bool = False

    @property
    def typed(self) -> str:
        return " ".join(self.words)

    @property
    def help(self) -> str:
        """What the command's class says of itself, without where its answer is."""
        return " ".join((self.command.__doc__ or "").split()).partition("; answered with")[0].rstrip(".") + "."


GROUPS: Mapping[str, str] = {
    "actor": "One actor: look at it, restart it.",
    "settings": "What can be changed while the house runs.",
    "log": "The log.",
    "match": "One match: look at it, say a word in it, stop it, take its result off the ladders.",
    "dispute": "One match in dispute.",
    "reports": "What players reported.",
    "flags": "What looks odd. A flag is for a person to judge; nothing is done by itself.",
    "player": "One player: their file, their account, their limits.",
    "wallet": "Balances, by hand: journalled on both sides, and above a sum only by two.",
    "withdrawals": "Withdrawals that wait for an operator.",
    "troubles": "Events of Stripe's, and payments, that a person has to look at.",
    "redemptions": "Redemptions of Sweeps Coins that wait for an operator.",
    "entries": "Entries that come by mail.",
    "table": "One table: close it, open it, what it takes.",
    "bank": "The bank of the tables.",
    "backup": "Backups.",
    "operators": "Who may speak here.",
    "proposals": "Commands that wait for a second operator.",
}
"""The first word of verbs that have two, and what it is about."""

VERBS: tuple[Verb, ...] = (
    # the machine
    Verb(("house",), ReadHouse, ALL, machine=True),
    Verb(("tree",), ReadTree, ALL, machine=True),
    Verb(("actor", "show"), ShowActor, ALL, given=("name",), machine=True),
    Verb(("actor", "restart"), RestartActor, ROOT, "{name}: started again.", given=("name",), machine=True),
    Verb(("letters",), ListLetters, ALL, machine=True),
    Verb(("errors",), ListErrors, ALL, machine=True),
    Verb(("settings",), ListSettings, ALL, machine=True),
    Verb(("settings", "set"), ChangeSetting, ROOT, "{name}: {value} from now on.", given=("name", "value")),
    Verb(("settings", "reset"), ChangeSetting, ROOT, "{name}: as the environment says.", given=("name",), fixed={"value": None}),
    Verb(("log", "level"), SetLogLevel, ROOT, "The log has {level} and what is graver.", given=("level",)),
    Verb(("announce",), Announce, SUPPORT, "Said to everybody who is here.", given=("words",)),
    Verb(("hush",), Announce, SUPPORT, "Taken back.", fixed={"words": "", "minutes": 1}),
    Verb(("drain",), Drain, ROOT, "Draining: nothing new begins, what is in play goes on.", machine=True),
    Verb(("undrain",), Undrain, ROOT, "Open: new matches and bets are taken.", machine=True),
    Verb(("backup",), ListBackups, ALL, machine=True),
    Verb(("backup", "now"), BackUp, ROOT),
    Verb(("backup", "prune"), PruneBackups, ROOT, machine=True),
    # matches
    Verb(("matches",), ListMatches, ALL),
    Verb(("match", "show"), ShowMatch, DESK, given=("match_id",)),
    Verb(("match", "tell"), TellMatch, SUPPORT, "{match_id}: said, both players read it.", given=("match_id", "words")),
    Verb(("match", "void"), VoidMatch, SUPPORT, "{match_id}: void. Both stakes went back, and both players see the reason.", given=("match_id",)),
    Verb(
        ("match", "strike-off"),
        StrikeOff,
        SUPPORT,
        "{match_id}: off the ladders, which were counted again without it. The money stays where it is.",
        given=("match_id",),
    ),
    Verb(("match", "image"), ReadImage, DESK, given=("sha256",)),
    Verb(("disputes",), ListDisputes, ALL),
    Verb(("dispute", "show"), ShowMatch, DESK, given=("match_id",)),
    Verb(
        ("dispute", "decide"),
        DecideDispute,
        SUPPORT,
        "{match_id}: decided for {winner}. Both players see the reason; a first verdict may be appealed once.",
        given=("match_id",),
    ),
    # people
    Verb(("reports",), ListReports, DESK),
    Verb(("reports", "close"), CloseReport, SUPPORT, "Report {number} is closed.", given=("number",)),
    Verb(("flags",), ListFlags, DESK),
    Verb(("flags", "close"), CloseFlag, SUPPORT, "Flag {number} is closed.", given=("number",)),
    Verb(("players",), FindPlayers, DESK, given=("words",)),
    Verb(("player", "show"), ShowPlayer, DESK, given=("player_id",)),
    Verb(("player", "freeze"), SetAccountState, DESK, "{player_id}: frozen.", given=("player_id",), fixed={"frozen": True}),
    Verb(("player", "thaw"), SetAccountState, DESK, "{player_id}: open.", given=("player_id",), fixed={"frozen": False}),
    Verb(("player", "sessions"), ListSessions, SUPPORT, given=("player_id",)),
    Verb(("player", "sign-out"), EndSessions, SUPPORT, "{player_id}: signed out everywhere.", given=("player_id",)),
    Verb(("player", "limit"), TightenLimit, SUPPORT, "{player_id}: the limit stands.", given=("player_id",)),
    Verb(("player", "exclude"), ExcludePlayer, SUPPORT, "{player_id}: excluded for {days} days. Nothing shortens it.", given=("player_id", "days")),
    Verb(("player", "note"), AddNote, DESK, "{player_id}: written down.", given=("player_id", "words")),
    Verb(
        ("player", "merge"),
        MergePlayers,
        ROOT,
        "{duplicate_id}: closed, its money and its sign-ins are {player_id}'s.",
        given=("duplicate_id", "player_id"),
    ),
    # money
    Verb(("wallet", "statement"), ReadPlayerStatement, DESK, given=("player_id",)),
    Verb(
        ("wallet", "adjust"),
        AdjustBalance,
        TREASURY,
        "{player_id}: adjusted by {minor} minor units of {currency}. The player reads the reason.",
        given=("player_id", "minor", "currency"),
    ),
    Verb(("wallet", "receivables"), ListReceivables, DESK),
    Verb(("audit",), AuditBooks, ALL),
    Verb(("deposits",), ListDeposits, DESK),
    Verb(("withdrawals",), ListWithdrawals, DESK),
    Verb(
        ("withdrawals", "approve"),
        DecideWithdrawal,
        TREASURY,
        "{withdrawal_id}: approved, it is on its way.",
        given=("withdrawal_id",),
        fixed={"approve": True},
    ),
    Verb(
        ("withdrawals", "deny"),
        DecideWithdrawal,
        TREASURY,
        "{withdrawal_id}: denied, the money is free again. The player reads why.",
        given=("withdrawal_id",),
        fixed={"approve": False},
    ),
    Verb(("troubles",), ListTroubles, DESK),
    Verb(("troubles", "close"), CloseTrouble, DESK, "{subject}: closed.", given=("subject",)),
    Verb(("redemptions",), ListRedemptions, DESK),
    Verb(
        ("redemptions", "grant"),
        DecideRedemption,
        TREASURY,
        "{redemption_id}: granted, the prize is in the wallet.",
        given=("redemption_id",),
        fixed={"grant": True},
    ),
    Verb(
        ("redemptions", "deny"),
        DecideRedemption,
        TREASURY,
        "{redemption_id}: denied, the coins are back. The player reads why.",
        given=("redemption_id",),
        fixed={"grant": False},
    ),
    Verb(("entries",), ListEntries, DESK),
    Verb(("entries", "accept"), AcceptEntry, DESK, "{code}: the player has their Sweeps Coins.", given=("code",)),
    # tables
    Verb(("tables",), InspectTables, ALL, machine=True),
    Verb(("table", "close"), CloseTable, SUPPORT, "{table}: takes no more bets; the round in play is played out.", given=("table",)),
    Verb(("table", "open"), OpenTable, SUPPORT, "{table}: takes bets.", given=("table",)),
    Verb(("table", "limits"), SetTableLimits, TREASURY, "{table}: the limits stand from the next bet on.", given=("table", "currency")),
    Verb(("bank", "fill"), FillBank, TREASURY, "The bank has {minor} minor units of {currency} more.", given=("minor", "currency")),
    # operators
    Verb(("operators",), ListOperators, ALL),
    Verb(("operators", "add"), AddOperator, ROOT, "{name}: may speak here as {role}.", given=("name", "role", "key")),
    Verb(("operators", "revoke"), RevokeOperator, ROOT, "{name}: may speak here no more.", given=("name",)),
    Verb(("proposals",), ListProposals, ALL),
    Verb(("proposals", "approve"), ApproveProposal, DESK, "Proposal {number} is approved, and done.", given=("number",)),
    Verb(("proposals", "decline"), DeclineProposal, DESK, "Proposal {number} is off the list.", given=("number",)),
    Verb(("trail",), ReadTrail, ALL),
)

ROLES: Mapping[str, Roles] = {verb.command.tag: verb.roles for verb in VERBS}
"""Who may ask what, by the tag of the command."""

MACHINE = frozenset(verb.command.tag for verb in VERBS if verb.machine)
"""Commands that are obeyed while the trail cannot be written: they touch no money, and say nothing of a person."""

HELP: Mapping[str, str] = {
    "reason": "Why: on record for good; where it concerns players, they read it.",
    "outcome": "What came of it, for the record.",
    "match_id": "A match, as m_…",
    "player_id": "A player, as p_…",
    "duplicate_id": "The account that is given up, as p_…",
    "withdrawal_id": "As w_…",
    "subject": "As the list shows it: evt_…, or the object's id where there is no event.",
    "redemption_id": "As r_…",
    "minor": "In minor units: cents, or hundredths of a coin.",
    "currency": "USD, GC or SC.",
    "winner": "Nobody: the match is void, both stakes go back, no fee.",
    "strike": "Who claimed what was not so gets a strike.",
    "name": "Its name.",
    "words": "What to look for, or to say.",
    "minutes": "For so long.",
    "table": "A table, as t_crash.",
    "least": "The least of a bet, in minor units.",
    "most": "The most.",
    "win_most": "What one bet may win at most, in minor units.",
    "before": "From before this number on.",
    "key": "The public key: 43 letters, as `wagerup admin key` prints them.",
    "role": "observer, support, treasury or root.",
    "days": "For so many days.",
    "code": "As on the card.",
    "number": "Its number in the list.",
    "kind": "What is limited.",
    "period": "Over which time.",
    "value": "The new value, a whole number.",
    "level": "debug, info, warning or error.",
    "sha256": "The image's hash.",
    "keep": "So many, the newest.",
}
"""Fields, in words."""

"""Challenges: what is asked for, measured by the deeds that the books count, and paid once under an id that says which, when and whose."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from actors.clock import Clock
from actors.wallet import Wallet
from actors.wallet_refusals import refusal_for
from protocol.challenges import Challenge, ChallengesView, Period
from protocol.envelope import Accepted, Body
from protocol.limits import DAY_MS
from protocol.money import Currency
from protocol.refusals import Code, refused
from server.bank import MINT
from wallet.accounts import grant_account, outside
from wallet.deeds import MATCH, MATCH_WON, ROUND, ROUND_WON, day_of
from wallet.item_transfers import EarnThing
from wallet.transfers import Op, Transfer

GC = Currency.GC


@attrs.frozen
class Task:
    """A challenge in the list. deed: what is counted, goal times; gold and item: what it brings."""

    challenge: str
    name: str
    period: Period
    deed: str
    goal: int
    gold: int
    item: str | None = None


TASKS: Mapping[str, Task] = {
    task.challenge: task
    for task in (
        Task("day_rounds", "Play 10 rounds at the tables", Period.DAY, ROUND, 10, 50_000),
        Task("day_match", "Play a match for a stake", Period.DAY, MATCH, 1, 100_000),
        Task("day_crash", "Fly 5 times at crash", Period.DAY, f"{ROUND}:t_crash", 5, 40_000),
        Task("week_matches", "Win 3 matches", Period.WEEK, MATCH_WON, 3, 500_000),
        Task("week_rounds", "Win 25 rounds at the tables", Period.WEEK, ROUND_WON, 25, 300_000),
        Task("once_first_round", "Your first round at a table", Period.ONCE, ROUND, 1, 100_000),
        Task("once_champion", "Win 10 matches", Period.ONCE, MATCH_WON, 10, 0, "frame_champion"),
        Task("once_ironarm", "Play 25 matches", Period.ONCE, MATCH, 25, 0, "title_ironarm"),
    )
}


class Challenges:
    """Part of the desk."""

    def __init__(self, wallet: Wallet, clock: Clock) -> None:
        self._wallet = wallet
        self._clock = clock

    async def view(self, player: str) -> ChallengesView:
        claimed = await self._wallet.posted(*(self._id(task, player) for task in TASKS.values()))
        done = await self._done(player)
        return ChallengesView(tuple(self._shown(task, done[task.challenge], self._id(task, player) in claimed) for task in TASKS.values()))

    async def claim(self, player: str, challenge: str) -> Body:
        task = TASKS.get(challenge)
        if task is None:
            return refused(Code.NO_SUCH_CHALLENGE)
        if (await self._done(player))[challenge] < task.goal:
            return refused(Code.NOT_DONE_YET)
        outcome = await self._wallet.may_be_given(player, GC)
        if outcome is not None:
            return refusal_for(outcome)
        answer = await self._wallet.post(self._id(task, player), *_brings(task, player))
        return Accepted() if answer.done else refusal_for(answer.outcome)

    async def _done(self, player: str) -> dict[str, int]:
        today = day_of(self._clock.now_ms())
        since = {Period.DAY: today, Period.WEEK: _monday(today), Period.ONCE: 0}
        counts = await self._wallet.deeds(player, tuple((task.deed, since[task.period]) for task in TASKS.values()))
        return {task.challenge: min(task.goal, count) for task, count in zip(TASKS.values(), counts, strict=True)}

    def _id(self, task: Task, player: str) -> str:
        today = day_of(self._clock.now_ms())
        when = {Period.DAY: today, Period.WEEK: _monday(today), Period.ONCE: 0}[task.period]
        return f"challenge:{task.challenge}/{when}/{player}"

    def _shown(self, task: Task, done: int, claimed: bool) -> Challenge:  # noqa: FBT001  one of three facts
        today = day_of(self._clock.now_ms())
        ends = {Period.DAY: today + 1, Period.WEEK: _monday(today) + 7, Period.ONCE: None}[task.period]
        return Challenge(
            task.challenge, task.name, task.period, task.goal, done, task.gold, task.item, None if ends is None else ends * DAY_MS, claimed
        )


def _brings(task: Task, player: str) -> tuple[Op, ...]:
    gold = (Transfer(outside(MINT[GC], GC), grant_account(player, GC), task.gold),) if task.gold else ()
    return (*gold, EarnThing(player, task.item)) if task.item else gold


def _monday(day: int) -> int:
    """The Monday of a day's week; day 0 was a Thursday."""
    return day - (day + 3) % 7

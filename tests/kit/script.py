"""Scripted supervision: a supervisor of scripted children, told in a line what happens to them, answers with a line of what it did.

Children, in start order:   a  b:transient  c:temporary  d:permanent~3 (goes 3 s after it was cancelled)  s=Plan (a supervisor)
Happenings, one by one:     a! crashes · a. leaves · a?2 its next two starts fail · a/ its next start leaves before it is ready
                            start d:transient · stop a · wait 5 · end (the supervisor itself is cancelled) · a!&b! both at once
                            first a? its very first start fails
The trace:                  +a ready · a? did not start · !a crashed · .a left · -a was stopped · GAVE UP · REFUSED (a start at run time)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import attrs
import trio
import trio.testing

from actors.mailbox import Mailbox
from actors.supervisor import ChildSpec, Escalated, Restart, StartFailed, Strategy, Supervisor


@attrs.frozen
class Plan:
    """A supervisor to be."""

    strategy: str
    children: str
    intensity: int = 1
    period_seconds: float = 5.0
    inner: dict[str, Plan] = attrs.Factory(dict)


class Stage:
    """What the children share: the trace, and what is to happen at their next starts."""

    def __init__(self) -> None:
        self.trace: list[str] = []
        self.starts_to_fail: Counter[str] = Counter()
        self.starts_to_leave: Counter[str] = Counter()
        self.supervisors: dict[str, Supervisor] = {}
        self.at: dict[str, str] = {}

    # ── building ──

    def supervisor(self, name: str, plan: Plan) -> Supervisor:
        specs = [self.spec(name, text, plan.inner) for text in plan.children.split()]
        made = Supervisor(name, *specs, strategy=Strategy(plan.strategy), intensity=plan.intensity, period_seconds=plan.period_seconds)
        self.supervisors[name] = made
        return made

    def spec(self, owner: str, text: str, inner: dict[str, Plan]) -> ChildSpec[Any]:
        text, _, stubborn = text.partition("~")
        name, _, kind = text.partition(":")
        self.at[name] = owner
        restart = Restart(kind or "permanent")
        if name in inner:
            return ChildSpec(name, lambda: self.supervisor(name, inner[name]), restart)
        return ChildSpec(name, lambda: Player(name, self, float(stubborn or 0)), restart, shutdown_seconds=1.0)

    # ── playing ──

    async def play(self, plan: Plan, script: list[str]) -> str:
        """The trace: up to the end of the script, or, when the supervisor ended, up to its end."""
        top = self.supervisor("top", plan)
        for step in script:
            self.arm(step)
        played: list[str] | None = None
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(top.run)
                await trio.testing.wait_all_tasks_blocked()
                for step in script:
                    await self.step(step, nursery.cancel_scope)
                    await trio.testing.wait_all_tasks_blocked()
                played = list(self.trace)
                nursery.cancel_scope.cancel()
        except* Escalated:
            self.say("GAVE UP")
        return " ".join(self.trace if played is None else played)

    def say(self, what: str) -> None:
        self.trace.append(what)

    def arm(self, step: str) -> None:
        """What is to go wrong with a first start is armed before there is one."""
        if step.startswith("first "):
            self.happen(step.removeprefix("first "))

    async def step(self, step: str, scope: trio.CancelScope) -> None:
        match step.split():
            case ["first", _]:
                return
            case ["wait", seconds]:
                await trio.sleep(float(seconds))
            case ["start", text]:
                await self.start(text)
            case ["stop", name]:
                await self.supervisors[self.at[name]].stop(name)
            case ["end"]:
                scope.cancel()
            case [happenings]:
                for happening in happenings.split("&"):
                    self.happen(happening)
            case _:
                raise AssertionError(step)

    async def start(self, text: str) -> None:
        try:
            await self.supervisors["top"].start(self.spec("top", text, {}))
        except StartFailed:
            self.say("REFUSED")

    def happen(self, happening: str) -> None:
        name, sign, count = happening[0], happening[1], int(happening[2:] or 1)
        match sign:
            case "!" | ".":
                self.supervisors[self.at[name]].ref(name).tell(sign)
            case "?":
                self.starts_to_fail[name] += count
            case "/":
                self.starts_to_leave[name] += count
            case _:
                raise AssertionError(happening)


class Player:
    """A child that writes down what happens to it."""

    def __init__(self, name: str, stage: Stage, stubborn_seconds: float) -> None:
        self.name, self.stage, self.stubborn_seconds = name, stage, stubborn_seconds

    async def run(self, mailbox: Mailbox[Any], ready: Callable[[], None]) -> None:
        if self.stage.starts_to_fail[self.name]:
            self.stage.starts_to_fail[self.name] -= 1
            self.say(f"{self.name}?")
            raise RuntimeError(f"{self.name} does not start")
        if self.stage.starts_to_leave[self.name]:
            self.stage.starts_to_leave[self.name] -= 1
            self.say(f"{self.name}?")
            return
        self.say(f"+{self.name}")
        ready()
        await self.live(mailbox)

    async def live(self, mailbox: Mailbox[Any]) -> None:
        try:
            envelope = await mailbox.take()
        except trio.Cancelled:
            with trio.CancelScope(shield=True):
                if self.stubborn_seconds:
                    await trio.sleep(self.stubborn_seconds)
            self.say(f"-{self.name}")
            raise
        mailbox.release([envelope])
        self.say(f"{envelope.message}{self.name}")
        if envelope.message == "!":
            raise RuntimeError(f"{self.name} was told to")

    def say(self, what: str) -> None:
        self.stage.say(what)

    def statistics(self) -> dict[str, object]:
        return {}

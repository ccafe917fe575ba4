"""The supervisor against OTP, as scripts: what happens to the children, and what the supervisor then does, in virtual time (goal O2).

Each group opens with the sentences of OTP's supervisor documentation that it rests on. `tests/kit/script.py` says how to read a line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kit.script import Plan, Stage

ONE, ALL, REST = "one_for_one", "one_for_all", "rest_for_one"


def script(name: str, plan: Plan, happens: str, *traces: str) -> Any:
    """One scenario: a supervisor, what happens (steps apart by semicolons), what it then does. Of two exits at the same moment either may be
    the first to arrive: then there are two traces."""
    return pytest.param(plan, [step.strip() for step in happens.split(";")], traces, id=name)


# "If more than MaxR restarts occur within MaxT seconds, the supervisor terminates all child processes and then itself."
# The source keeps a restart while `R >= Now - Period`: one that is exactly a period old still counts.
INTENSITY = [
    script("one is allowed", Plan(ONE, "a b"), "a!", "+a +b !a +a"),
    script("two are one too many", Plan(ONE, "a b"), "a!; a!", "+a +b !a +a !a -b GAVE UP"),
    script("the count is the supervisor's, not the child's", Plan(ONE, "a b"), "a!; b!", "+a +b !a +a !b -a GAVE UP"),
    script("exactly a period apart still counts", Plan(ONE, "a"), "a!; wait 5; a!", "+a !a +a !a GAVE UP"),
    script("just over a period apart does not", Plan(ONE, "a"), "a!; wait 5.001; a!", "+a !a +a !a +a"),
    script("just under does", Plan(ONE, "a"), "a!; wait 4.999; a!", "+a !a +a !a GAVE UP"),
    script("three within three", Plan(ONE, "a", 3, 10), "a!; a!; a!", "+a !a +a !a +a !a +a"),
    script("four are one over three", Plan(ONE, "a", 3, 10), "a!; a!; a!; a!", "+a !a +a !a +a !a +a !a GAVE UP"),
    script(
        "the window slides", Plan(ONE, "a", 2, 10), "a!; wait 6; a!; wait 6; a!; wait 6; a!", "+a !a +a !a +a !a +a !a +a"
    ),
    script(
        "the window slides, and is not emptied", Plan(ONE, "a", 2, 10), "a!; wait 6; a!; wait 6; a!; wait 1; a!", "+a !a +a !a +a !a +a !a GAVE UP"
    ),
    script("nothing is allowed at an intensity of 0", Plan(ONE, "a b", 0), "a!", "+a +b !a -b GAVE UP"),
    script("a normal exit of a permanent child counts as well", Plan(ONE, "a"), "a.; a.", "+a .a +a .a GAVE UP"),
    script("a normal exit of a transient one does not", Plan(ONE, "a:transient b", 0), "a.", "+a +b .a"),
    script("nor the crash of a temporary one", Plan(ONE, "a:temporary b", 0), "a!", "+a +b !a"),
    script("nor a child that was stopped on purpose", Plan(ONE, "a b", 0), "stop a", "+a +b -a"),
    script("nor one that is started at run time", Plan(ONE, "a", 0), "start d; start e", "+a +d +e"),
    script("a group is one restart", Plan(ALL, "a b c", 1), "a!", "+a +b +c !a -c -b +a +b +c"),
    script("a group twice is two", Plan(ALL, "a b", 1), "a!; b!", "+a +b !a -b +a +b !b -a GAVE UP"),
    script(
        "two at once are two restarts", Plan(ONE, "a b c", 1), "a!&b!", "+a +b +c !a !b +a -c -a GAVE UP", "+a +b +c !b !a +b -c -b GAVE UP"
    ),
    script("two at once are allowed by two", Plan(ONE, "a b c", 2), "a!&b!", "+a +b +c !a !b +a +b", "+a +b +c !b !a +b +a"),
    script(
        "two at once in a group are one", Plan(ALL, "a b c", 1), "a!&b!", "+a +b +c !a !b -c +a +b +c", "+a +b +c !b !a -c +a +b +c"
    ),
    script("the rest, two at once", Plan(REST, "a b c", 2), "a!&c!", "+a +b +c !a !c -b +a +b +c", "+a +b +c !c !a +c -c -b +a +b +c"),
]

# "The child processes are started in the order specified by this list, and terminated in the reversed order."
# "If any child process start function fails …, the supervisor first terminates all already started child processes … and then terminate itself."
START_AND_STOP = [
    script("the first does not start", Plan(ONE, "a b"), "first a?", "a? GAVE UP"),
    script("the last does not start", Plan(ONE, "a b c"), "first c?", "+a +b c? -b -a GAVE UP"),
    script("one leaves before it is ready", Plan(ONE, "a b c"), "first b/", "+a b? -a GAVE UP"),
    script("a transient one does not start", Plan(ONE, "a b:transient"), "first b?", "+a b? -a GAVE UP"),
    script("a temporary one does not start", Plan(ONE, "a b:temporary"), "first b?", "+a b? -a GAVE UP"),
    script("a first start is not tried again", Plan(ONE, "a", 9), "first a?", "a? GAVE UP"),
    script("giving up stops in reverse", Plan(ONE, "a b c d", 0), "b!", "+a +b +c +d !b -d -c -a GAVE UP"),
    script("giving up passes over those that had left", Plan(ONE, "a b:transient c", 0), "b.; a!", "+a +b +c .b !a -c GAVE UP"),
    script("started at run time, stopped before the others", Plan(ONE, "a b", 0), "start d; a!", "+a +b +d !a -d -b GAVE UP"),
    script("cancelled, it stops in reverse", Plan(ALL, "a b c"), "end", "+a +b +c -c -b -a"),
    script("and subtrees whole", Plan(ONE, "x s y", inner={"s": Plan(ONE, "a b")}), "end", "+x +a +b +y -y -b -a -x"),
]

# "If a child process start function … fails" at a restart, the supervisor tries again, and that is a restart that counts (try_again_restart).
TRY_AGAIN = [
    script("a restart that fails is tried again", Plan(ONE, "a b", 2), "b!; wait 9; a!&a?", "+a +b !b +b !a a? +a"),
    script("and counts", Plan(ONE, "a b", 1), "a!&a?", "+a +b !a a? -b GAVE UP"),
    script("until there were too many", Plan(ONE, "a b", 3), "a!&a?3", "+a +b !a a? a? a? -b GAVE UP"),
    script("twice, then well", Plan(ONE, "a b", 3), "a!&a?2", "+a +b !a a? a? +a"),
    script("one that leaves before it is ready is tried again", Plan(ONE, "a b", 2), "a!&a/", "+a +b !a a? +a"),
    script("a transient one as well", Plan(ONE, "a:transient b", 2), "a!&a/", "+a +b !a a? +a"),
    script("all: from the first again", Plan(ALL, "a b c", 2), "a!&b?", "+a +b +c !a -c -b +a b? -a +a +b +c"),
    script("all: a transient one that leaves too early", Plan(ALL, "a b:transient c", 2), "a!&b/", "+a +b +c !a -c -b +a b? -a +a +b +c"),
    script("the rest: from the one that failed", Plan(REST, "a b c", 2), "a!&b?", "+a +b +c !a -c -b +a b? +b +c"),
    script("the rest: the last one failed", Plan(REST, "a b c", 2), "a!&c?", "+a +b +c !a -c -b +a +b c? +c"),
    script("all: too many", Plan(ALL, "a b c", 1), "a!&b?", "+a +b +c !a -c -b +a b? -a GAVE UP"),
]

# "A temporary child process is never restarted (even when … a sibling's death causes the temporary process to be terminated). A transient child
# process is restarted only if it terminates abnormally." A child that ended well keeps its specification, and start_children starts them all.
KINDS = [
    script("all: a temporary sibling goes for good", Plan(ALL, "a t:temporary b", 3), "a!; a!", "+a +t +b !a -b -t +a +b !a -b +a +b"),
    script("the rest: a temporary one before stays", Plan(REST, "t:temporary a b"), "a!", "+t +a +b !a -b +a +b"),
    script("the rest: a temporary one after goes", Plan(REST, "a t:temporary b"), "a!", "+a +t +b !a -b -t +a +b"),
    script("a temporary one crashes among all", Plan(ALL, "a t:temporary b"), "t!", "+a +t +b !t"),
    script("a transient one leaves among all", Plan(ALL, "a b:transient c"), "b.", "+a +b +c .b"),
    script("a transient one crashes among all", Plan(ALL, "a b:transient c"), "b!", "+a +b +c !b -c -a +a +b +c"),
    script("a transient one that left comes back with the rest", Plan(REST, "a b:transient c"), "b.; a!", "+a +b +c .b !a -c +a +b +c"),
    script("but not for a later one", Plan(REST, "a b:transient c"), "b.; c!", "+a +b +c .b !c +c"),
    script("nor one for one", Plan(ONE, "a b:transient c"), "b.; a!", "+a +b +c .b !a +a"),
]

# "When the supervisor terminates, then the next higher-level supervisor takes some action. It either restarts the terminated supervisor or
# terminates itself." "The termination reason for the supervisor itself in that case will be shutdown"; "a transient child process is restarted
# only if it terminates … with another exit reason than normal, shutdown, or {shutdown,Term}."
INNER = {"s": Plan(ONE, "a b", 0)}
ESCALATION = [
    script("the parent restarts it", Plan(ONE, "x s y", inner=INNER), "a!", "+x +a +b +y !a -b +a +b"),
    script("the parent restarts the rest with it", Plan(REST, "x s y", inner=INNER), "a!", "+x +a +b +y !a -b -y +a +b +y"),
    script("the parent restarts all with it", Plan(ALL, "x s y", inner=INNER), "a!", "+x +a +b +y !a -b -y -x +x +a +b +y"),
    script("the parent gives up as well", Plan(ONE, "x s y", 0, inner=INNER), "a!", "+x +a +b +y !a -b -y -x GAVE UP"),
    script("twice: the parent's count", Plan(ONE, "x s", 1, inner=INNER), "a!; a!", "+x +a +b !a -b +a +b !a -b -x GAVE UP"),
    script("a transient one that gave up is not restarted: shutdown is no crash", Plan(ONE, "x s:transient", inner=INNER), "a!", "+x +a +b !a -b"),
    script("nor a temporary one", Plan(ONE, "x s:temporary", inner=INNER), "a!", "+x +a +b !a -b"),
    script("a sibling's crash stops the subtree in reverse", Plan(ALL, "x s", inner=INNER), "x!", "+x +a +b !x -b -a +x +a +b"),
    script("an inner child that does not start aborts the outer start", Plan(ONE, "x s y", inner=INNER), "first b?", "+x +a b? -a -x GAVE UP"),
    script("an inner restart does not touch the outer", Plan(ALL, "x s", inner={"s": Plan(ONE, "a b", 1)}), "a!", "+x +a +b !a +a"),
    script(
        "three levels",
        Plan(ONE, "x s", 0, inner={"s": Plan(ONE, "r", 1, inner={"r": Plan(ONE, "a", 1)}), "r": Plan(ONE, "a", 1)}),
        "a!; a!",
        "+x +a !a +a !a +a",
    ),
]

# "An integer time-out value means that the supervisor tells the child process to terminate … and then waits for an exit signal back." After it the
# child is killed; here nobody can be killed, so it is not waited for any more. "If the child process is another supervisor, the shutdown time must
# be set to infinity."
SHUTDOWN = [
    script("a slow one within its time is waited for", Plan(ALL, "a b~0.5"), "a!; wait 2", "+a +b !a -b +a +b"),
    script("one that stays longer is replaced", Plan(ALL, "a b~3"), "a!; wait 2", "+a +b !a +a +b"),
    script("and its late end disturbs nobody", Plan(ALL, "a b~3 c"), "a!; wait 9", "+a +b +c !a -c +a +b +c -b"),
    script("the others are stopped all the same", Plan(ONE, "a b~3 c", 0), "c!; wait 9", "+a +b +c !c -a GAVE UP"),
    script("one that stays does not keep its supervisor from ending", Plan(ONE, "a b~3 c"), "end", "+a +b +c -c -a"),
    script(
        "a supervisor has all the time its children need",
        Plan(ALL, "x s", inner={"s": Plan(ONE, "a~0.9 b~0.9 c~0.9 d~0.9 e~0.9 f~0.9 g~0.9")}),
        "x!; wait 9",
        "+x +a +b +c +d +e +f +g !x -g -f -e -d -c -b -a +x +a +b +c +d +e +f +g",
    ),
]

# "Dynamically adds a child specification to supervisor SupRef, which starts the corresponding child process." "If the child process start function
# … fails, the child specification is discarded." terminate_child and delete_child are one verb here: stop.
AT_RUN_TIME = [
    script("a late child is restarted like the others", Plan(ONE, "a"), "start d; d!", "+a +d !d +d"),
    script("with the rest it is the last", Plan(REST, "a b", 1), "start d; b!", "+a +b +d !b -d +b +d"),
    script("with all of them", Plan(ALL, "a b", 1), "start d; a!", "+a +b +d !a -d -b +a +b +d"),
    script("one that does not start is refused", Plan(ONE, "a"), "d?; start d; a!", "+a d? REFUSED !a +a"),
    script("refused, then started", Plan(ONE, "a"), "d?; start d; start d", "+a d? REFUSED +d"),
    script("refused starts do not count", Plan(ONE, "a", 0), "d?3; start d; start d; start d", "+a d? REFUSED d? REFUSED d? REFUSED"),
    script("a late transient one that left is forgotten", Plan(ALL, "a"), "start d:transient; d.; a!", "+a +d .d !a +a"),
    script("and its name is free again", Plan(ONE, "a"), "start d:transient; d.; start d:transient", "+a +d .d +d"),
    script("a late temporary one goes with a sibling", Plan(ALL, "a"), "start d:temporary; a!", "+a +d !a -d +a"),
    script("stopped and started again", Plan(ONE, "a b"), "stop a; start a", "+a +b -a +a"),
    script("stopped twice", Plan(ONE, "a b"), "stop a; stop b", "+a +b -a -b"),
    script("one that was stopped is not started with all", Plan(ALL, "a b c"), "stop b; a!", "+a +b +c -b !a -c +a +c"),
]


@pytest.mark.parametrize(
    ("plan", "happens", "traces"),
    [*INTENSITY, *START_AND_STOP, *TRY_AGAIN, *KINDS, *ESCALATION, *SHUTDOWN, *AT_RUN_TIME],
)
async def test_what_the_supervisor_does_is_what_otp_says(plan: Plan, happens: list[str], traces: tuple[str, ...], autojump_clock: Any) -> None:
    assert await Stage().play(plan, happens) in traces

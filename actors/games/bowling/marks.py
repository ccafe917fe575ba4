"""Marks: the balls of a frame as they are written on a sheet, what stands after them, and what is called."""

from __future__ import annotations

PINS = 10
Frame = tuple[int, ...]
"""The balls of one frame: pins fallen."""


def standing_in(frame: Frame) -> int:
    """Pins up for the next ball: all ten again after a strike or spare within a frame."""
    left = PINS
    for ball in frame:
        left = left - ball or PINS
    return left


def marks_of(frame: Frame) -> tuple[str, ...]:
    """"X", "/", "-" or the number."""
    marks: list[str] = []
    left = PINS
    for ball in frame:
        if ball == left:
            marks.append("X" if left == PINS and (not marks or marks[-1] in "X/") else "/")
        else:
            marks.append(str(ball) if ball else "-")
        left = left - ball or PINS
    return tuple(marks)


def calls_of(frames: tuple[Frame, ...]) -> tuple[str, ...]:
    """What is said of the last ball."""
    mark = marks_of(frames[-1])[-1]
    if mark == "X":
        strikes = [ball == PINS for frame in frames[-3:] for ball in frame][-3:]
        return ("turkey",) if strikes == [True, True, True] else ("strike",)
    return {"/": ("spare",), "-": ("gutter",)}.get(mark, (mark,))

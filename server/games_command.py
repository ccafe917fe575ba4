"""`wagerup games`: the catalogue for a person or a script, and the scorer of typed cards."""

from __future__ import annotations

import json
import textwrap
from enum import Enum
from itertools import groupby
from typing import Any, cast

import attrs

from actors.games.catalogue import ALL, GAMES
from actors.games.figures import figures
from actors.games.rules import Game
from actors.games.scorecard import SEATS, CardUnreadable, Line, ScoredCard, score_card
from actors.games.typed import NOTATIONS
from protocol.codec import CONVERTER
from protocol.games import Board

WIDTH = 88
CATEGORIES = {"golf": "Golf", "video": "Video games", "basketball": "Basketball", "football": "Football", "darts": "Darts", "bowling": "Bowling"}
HOW_A_CARD_IS_WRITTEN = (
    "A: and B: begin the lines of the creator and the opponent; without them a line belongs to whose turn it is. Lines like `legs = 3` at the top "
    "are options, # begins a comment, a line `time` says that the time to move ran out."
)


def listed() -> str:
    lines: list[str] = []
    for category, games in groupby(ALL, lambda game: game.category):
        lines += [CATEGORIES[category], *(f"  {game.tag:<18}{game.name:<22}{game.summary}" for game in games), ""]
    return "\n".join([*lines, "wagerup games show GAME explains one."])


def listed_json() -> str:
    return json.dumps([_summary(game) for game in ALL], indent=2)


def explained(tag: str) -> str:
    game = _known(tag)
    options = [f"  {field.name} = {_plain(field.default)}{_bounds(field)}" for field in attrs.fields(game.options)]
    return "\n".join(
        [
            f"{game.name}  ({CATEGORIES[game.category]}, {tag})",
            "",
            textwrap.fill(game.how_to_play, WIDTH),
            "",
            f"Source: {game.source}",
            "",
            "Options, fixed in the offer:",
            *(options or ["  none"]),
            "",
            textwrap.fill(f"A move is written: {NOTATIONS[tag].words}.", WIDTH),
            "",
            textwrap.fill(HOW_A_CARD_IS_WRITTEN, WIDTH),
        ]
    )


def explained_json(tag: str) -> str:
    game = _known(tag)
    options = [{"name": field.name, "default": _plain(field.default), **_metadata(field)} for field in attrs.fields(game.options)]
    more = {"how_to_play": game.how_to_play, "source": game.source, "options": options, "notation": NOTATIONS[tag].words}
    return json.dumps({**_summary(game), **more}, indent=2, ensure_ascii=False)


@attrs.frozen
class Scored:
    """A card and the game that it is of."""

    game: Game
    card: ScoredCard

    def words(self) -> str:
        card = self.card
        lines = [f"{self.game.name}, {_options_words(card.options)}", ""]
        lines += [_line(line) for line in card.lines]
        return "\n".join([*lines, "", self._end()])

    def _end(self) -> str:
        card = self.card
        if card.illegal is not None:
            word, why = card.illegal
            return f"ILLEGAL on line {word.line}: {word.text}: {why}"
        if card.contradiction is not None:
            return f"In dispute: {card.contradiction}"
        if card.result is None:
            return "Not over yet."
        winner = "A tie" if card.result.winner is None else f"{SEATS[card.result.winner]} wins"
        return f"{winner}, {card.result.words}."


def scored(tag: str, text: str) -> Scored:
    """Raises CardUnreadable."""
    return Scored(_known(tag), score_card(tag, text))


def scored_json(scored_: Scored) -> str:
    card = scored_.card
    moves = [
        {"line": one.line, "seat": one.seat, "move": one.word, "calls": one.calls, "score": figures(one.board)} for one in card.lines
    ]
    illegal = None if card.illegal is None else {"line": card.illegal[0].line, "move": card.illegal[0].text, "why": card.illegal[1]}
    board: Any = CONVERTER.unstructure(card.lines[-1].board, unstructure_as=Board) if card.lines else None
    result = None if card.result is None else attrs.asdict(card.result)
    return json.dumps(
        {
            "game": scored_.game.tag,
            "moves": moves,
            "score": moves[-1]["score"] if moves else None,
            "result": result,
            "contradiction": card.contradiction,
            "illegal": illegal,
            "board": board,
        },
        indent=2,
        ensure_ascii=False,
    )


def _known(tag: str) -> Game:
    if tag not in GAMES:
        raise CardUnreadable(f"{tag[:40]!r} is no game of ours. `wagerup games` lists them.")
    return GAMES[tag]


def _summary(game: Game) -> dict[str, Any]:
    return {"game": game.tag, "name": game.name, "category": game.category, "summary": game.summary}


def _line(line: Line) -> str:
    mine, theirs = figures(line.board)
    who = "–" if line.seat is None else SEATS[line.seat]
    return f"{line.line:>4}  {who}  {line.word:<14} {mine:>12} : {theirs:<12} {', '.join(line.calls)}".rstrip()


def _options_words(options: Any) -> str:
    values = [f"{field.name} = {_plain(getattr(options, field.name))}" for field in attrs.fields(cast("Any", type(options)))]
    return ", ".join(values) or "no options"


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else str(value).lower() if isinstance(value, bool) else value


def _metadata(field: attrs.Attribute[Any]) -> dict[str, Any]:
    if isinstance(field.default, Enum):
        return {"enum": [member.value for member in type(field.default)]}
    return {name: value for name, value in field.metadata.items() if value is not None}


def _bounds(field: attrs.Attribute[Any]) -> str:
    meta = _metadata(field)
    if "enum" in meta:
        return f"  ({', '.join(map(str, meta['enum']))})"
    return f"  ({meta['minimum']} to {meta['maximum']})" if "minimum" in meta else "  (true, false)"

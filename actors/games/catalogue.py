"""The catalogue: every game there is, by its tag."""

from __future__ import annotations

from actors.games.bowling.ten_pin import TEN_PIN
from actors.games.darts.darts_501 import DARTS_501
from actors.games.golf.match_play import GOLF_MATCH_PLAY
from actors.games.rules import Game
from protocol.games import GameOptions

GAMES: dict[str, Game] = {game.tag: game for game in (DARTS_501, TEN_PIN, GOLF_MATCH_PLAY)}


def game_of(options: GameOptions) -> Game:
    """The game that these options belong to."""
    return GAMES[options.tag]

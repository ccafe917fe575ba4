"""The catalogue: every game there is, by its tag, category by category."""

from __future__ import annotations

from actors.games.basketball.horse import HORSE
from actors.games.basketball.three_point import THREE_POINT
from actors.games.basketball.twenty_one import TWENTY_ONE
from actors.games.bowling.current_frame import CURRENT_FRAME
from actors.games.bowling.no_tap import NINE_PIN_NO_TAP
from actors.games.bowling.ten_pin import TEN_PIN
from actors.games.darts.cricket import CRICKET
from actors.games.darts.darts_501 import DARTS_501
from actors.games.darts.halve_it import HALVE_IT
from actors.games.football.field_goals import FIELD_GOALS
from actors.games.football.punt_pass_kick import PUNT_PASS_KICK
from actors.games.football.qb_accuracy import QB_ACCURACY
from actors.games.golf.match_play import GOLF_MATCH_PLAY
from actors.games.golf.skins import SKINS
from actors.games.golf.stroke_play import STROKE_PLAY
from actors.games.rules import Game
from actors.games.video.fighting_set import FIGHTING_SET
from actors.games.video.kill_race import KILL_RACE
from actors.games.video.sports_series import SPORTS_SERIES
from protocol.games import GameOptions

ALL: tuple[Game, ...] = (
    STROKE_PLAY,
    GOLF_MATCH_PLAY,
    SKINS,
    SPORTS_SERIES,
    FIGHTING_SET,
    KILL_RACE,
    TWENTY_ONE,
    HORSE,
    THREE_POINT,
    FIELD_GOALS,
    QB_ACCURACY,
    PUNT_PASS_KICK,
    DARTS_501,
    CRICKET,
    HALVE_IT,
    TEN_PIN,
    CURRENT_FRAME,
    NINE_PIN_NO_TAP,
)
GAMES: dict[str, Game] = {game.tag: game for game in ALL}


def game_of(options: GameOptions) -> Game:
    """The game that these options belong to."""
    return GAMES[options.tag]

"""The desk of one house, put together on one screen: its rooms, the trail, and what is applied when the trail has something new."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from actors.switchboard import Switchboard
from server.admin.coins import CoinRoom
from server.admin.desk import AdminDesk, DeskPorts
from server.admin.machine import MachineRoom, MachineRoomPorts
from server.admin.matches import MatchRoom, MatchRoomPorts
from server.admin.money import MoneyRoom, MoneyRoomPorts
from server.admin.people import PeopleRoom, PeopleRoomPorts
from server.admin.postgres_trail import PostgresTrail
from server.admin.tables import TableRoom, TableRoomPorts
from server.admin.team import TeamRoom
from server.settings import Settings


@attrs.frozen
class HouseDeskPorts:
    """What the rooms need, each as it is built in server/app.py."""

    trail: PostgresTrail
    settings: Settings
    board: Switchboard
    machine: MachineRoomPorts
    matches: MatchRoomPorts
    people: PeopleRoomPorts
    money: MoneyRoomPorts
    coins: CoinRoom
    tables: TableRoomPorts
    bug: Callable[[BaseException], str]
    changed: Callable[[], None]


def house_desk(ports: HouseDeskPorts) -> AdminDesk:
    """The desk, with what operators set before already applied."""
    money = MoneyRoom(ports.money)
    rooms = (
        MachineRoom(ports.machine),
        MatchRoom(ports.matches),
        PeopleRoom(ports.people),
        money,
        ports.coins,
        TableRoom(ports.tables),
        TeamRoom(ports.trail, ports.machine.clock),
    )

    def apply() -> None:
        """Settings are read from the trail whenever they are needed; what sessions and rooms look at is put where they look."""
        ports.board.closed = dict(ports.trail.standing.closed)
        ports.board.limits = dict(ports.trail.standing.limits)
        ports.changed()

    apply()
    return AdminDesk(
        DeskPorts(
            trail=ports.trail,
            rooms=rooms,
            clock=ports.machine.clock,
            weight=money.weight,
            alone_minor=lambda: ports.settings.now().alone_dollars * 100,
            applied=apply,
            bug=ports.bug,
        )
    )

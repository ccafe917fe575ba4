"""The catalogue of the shop: what there is to wear, drawn by us in the browser (client-js/src/ui/worn). Prices in hundredths of Gold Coins."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from protocol.shop import Slot


@attrs.frozen
class Ware:
    """A thing in the catalogue. price: null for what is only earned; edition: 0 without a bound."""

    item: str
    slot: Slot
    name: str
    price: int | None
    edition: int = 0


def _wares() -> tuple[Ware, ...]:
    coins = 100
    return (
        Ware("frame_chalk", Slot.FRAME, "Chalk line", 500 * coins),
        Ware("frame_laurel", Slot.FRAME, "Laurel", 2_500 * coins),
        Ware("frame_ticket", Slot.FRAME, "Ticket stub, first hundred", 4_000 * coins, 100),
        Ware("frame_champion", Slot.FRAME, "Champion", None),
        Ware("title_regular", Slot.TITLE, "The Regular", 300 * coins),
        Ware("title_shark", Slot.TITLE, "The Shark", 1_500 * coins),
        Ware("title_founder", Slot.TITLE, "Founder, of fifty", 5_000 * coins, 50),
        Ware("title_ironarm", Slot.TITLE, "Iron Arm", None),
        Ware("chat_moss", Slot.CHAT, "Moss", 400 * coins),
        Ware("chat_brick", Slot.CHAT, "Brick", 400 * coins),
        Ware("chat_ink", Slot.CHAT, "Blue ink", 400 * coins),
        Ware("back_diamonds", Slot.CARD_BACK, "Diamonds", 600 * coins),
        Ware("back_stripes", Slot.CARD_BACK, "Stripes", 600 * coins),
        Ware("back_moon", Slot.CARD_BACK, "Moon", 1_200 * coins),
        Ware("flight_kite", Slot.FLIGHT, "Kite", 700 * coins),
        Ware("flight_shield", Slot.FLIGHT, "Shield", 700 * coins),
        Ware("ball_marble", Slot.BALL, "Marble", 800 * coins),
        Ware("ball_eight", Slot.BALL, "The eight", 1_000 * coins),
        Ware("ball_target", Slot.BALL, "Target", 1_000 * coins),
        Ware("felt_burgundy", Slot.FELT, "Burgundy", 900 * coins),
        Ware("felt_slate", Slot.FELT, "Slate", 900 * coins),
        Ware("effect_stamp", Slot.EFFECT, "Paid stamp", 1_500 * coins),
        Ware("effect_rays", Slot.EFFECT, "Rays", 2_000 * coins),
    )


WARES: Mapping[str, Ware] = {ware.item: ware for ware in _wares()}

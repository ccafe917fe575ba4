"""The gate: whether a player may stake, pay in or take out, and the commands that change the answer. First refusal wins.

Rules change from the next command on, not inside the group that changes them."""

from __future__ import annotations

from typing import Any

import attrs

from protocol.limits import PERIOD_MS, AccountState, LimitKind, LimitPeriod, PlaceState
from protocol.money import Currency
from wallet.accounts import STAKE_BUCKETS, bucket, receivable
from wallet.gate_transfers import Admit, ConfirmLimit, Exclude, Join, Leave, Loosen, SetAccount, SetLaw, SetLimit, SetPlace, SetTerms, SpendTime
from wallet.holders import FOREVER_MS, MINUTE_MS, NEWEST_LAW, NO_LIMIT, USAGE_KINDS, Admission, Holder, Limit, LimitKey, PlaceLine
from wallet.ledger import Draft
from wallet.outcomes import Outcome
from wallet.records import DepositState
from wallet.table_transfers import SetMode

MAY_STAKE = (PlaceState.OPEN, PlaceState.NO_GRANT)
MAY_DEPOSIT = (PlaceState.OPEN,)
MAY_GRANT = (PlaceState.OPEN,)
MAY_REDEEM = (PlaceState.OPEN, PlaceState.NO_GRANT, PlaceState.REDEEM_ONLY)


# ── may they? ────────────────────────────────────────────────────────────────


def refuse_stake(draft: Draft, player: str, currency: Currency, minor: int) -> Outcome | None:
    """Why this player may not stake so much now, or nothing."""
    holder = draft.holder(player)
    if currency is not Currency.USD and holder.mode is not currency:
        return Outcome.WRONG_CURRENCY_MODE
    return (
        _refuse_account(draft, player, holder)
        or _refuse_admission(draft, holder, currency, MAY_STAKE)
        or _refuse_use(draft, holder, player, currency, LimitKind.STAKE, minor)
        or _refuse_use(draft, holder, player, currency, LimitKind.LOSS, minor)
        or _refuse_use(draft, holder, player, currency, LimitKind.SESSION, 1)
    )


def refuse_deposit(draft: Draft, player: str, currency: Currency, minor: int, product: Currency) -> Outcome | None:
    """Why this player may not pay so much now, for what is played with the product's currency, or nothing."""
    holder = draft.holder(player)
    return (
        _refuse_account(draft, player, holder)
        or _refuse_admission(draft, holder, product, MAY_DEPOSIT)
        or _refuse_use(draft, holder, player, currency, LimitKind.DEPOSIT, minor)
    )


def refuse_grant(draft: Draft, player: str, currency: Currency) -> Outcome | None:
    """Why this player may not be given coins now, or nothing."""
    holder = draft.holder(player)
    return _refuse_account(draft, player, holder) or _refuse_admission(draft, holder, currency, MAY_GRANT)


def refuse_redemption(draft: Draft, player: str) -> Outcome | None:
    """Who excluded themself may still redeem what is theirs; who is where nothing may be redeemed any more, may not."""
    return refuse_withdrawal(draft, player) or _refuse_admission(draft, draft.holder(player), Currency.SC, MAY_REDEEM)


def refuse_withdrawal(draft: Draft, player: str) -> Outcome | None:
    """Money goes out to who excluded themself, too, and wherever they are."""
    state = draft.holder(player).state
    if state is AccountState.CLOSED:
        return Outcome.ACCOUNT_CLOSED
    return Outcome.ACCOUNT_FROZEN if state is AccountState.FROZEN or player in draft.ledger.owing else None


def _refuse_account(draft: Draft, player: str, holder: Holder) -> Outcome | None:
    if holder.state is AccountState.CLOSED:
        return Outcome.ACCOUNT_CLOSED
    if holder.state is AccountState.FROZEN or player in draft.ledger.owing:
        return Outcome.ACCOUNT_FROZEN
    return Outcome.SELF_EXCLUDED if holder.excluded_until_ms > draft.at_ms else None


def _refuse_admission(draft: Draft, holder: Holder, currency: Currency, allowed: tuple[PlaceState, ...]) -> Outcome | None:
    rules, admission = draft.ledger.rules, holder.admission
    if currency not in rules.gated:
        return None
    if admission is None:
        return Outcome.NOT_ADMITTED
    if admission.terms < rules.terms or admission.privacy < rules.privacy:
        return Outcome.TERMS_CHANGED
    line = rules.at(currency, admission.place, draft.at_ms)
    if line is None or line.state not in allowed:
        return Outcome.PLACE_CLOSED
    return Outcome.UNDER_AGE if admission.age < line.age else None


def _refuse_use(draft: Draft, holder: Holder, player: str, currency: Currency, kind: LimitKind, more: int) -> Outcome | None:
    if not holder.limits:
        return None
    for period in LimitPeriod:
        most = holder.limits.get(limit_key(currency, kind, period), NO_LIMIT).most
        if most is not None and used(draft, player, currency, kind, period) + more > most:
            return Outcome.LIMIT_REACHED
    return None


def limit_key(currency: Currency, kind: LimitKind, period: LimitPeriod) -> LimitKey:
    """Time has no currency: its limits are one for all products."""
    return (Currency.USD if kind is LimitKind.SESSION else currency, kind, period)


def used(draft: Draft, player: str, currency: Currency, kind: LimitKind, period: LimitPeriod) -> int:
    """How much of a limit is used now. Of a loss: what was lost less what was won, every open stake counted as lost."""
    currency = limit_key(currency, kind, period)[0]
    amount = draft.used((player, currency, kind), draft.at_ms - PERIOD_MS[period])
    return amount + draft.open_stakes(player, currency) if kind is LimitKind.LOSS else amount


# ── what changes the answer ──────────────────────────────────────────────────


def admit(draft: Draft, op: Admit) -> Outcome:
    return _hold_anew(draft, op.player, admission=Admission(op.place, op.age, op.terms, op.privacy))


def exclude(draft: Draft, op: Exclude) -> Outcome:
    """Nothing shortens it: the later of the two ends counts."""
    return _hold_anew(draft, op.player, excluded_until_ms=max(op.until_ms, draft.holder(op.player).excluded_until_ms))


def set_mode(draft: Draft, op: SetMode) -> Outcome:
    """Not while a bet in the other currency is open: it would be settled in a mode that it was not made in."""
    if op.currency is Currency.USD:
        return Outcome.CURRENCY_MISMATCH
    if any(money.is_stake and money.hold.currency not in (Currency.USD, op.currency) for money in draft.open_now(op.player)):
        return Outcome.OPEN_BETS
    return _hold_anew(draft, op.player, mode=op.currency)


def set_account(draft: Draft, op: SetAccount) -> Outcome:
    if draft.holder(op.player).state is AccountState.CLOSED and op.state is not AccountState.CLOSED:
        return Outcome.ACCOUNT_CLOSED
    if op.state is AccountState.CLOSED and has_money(draft, op.player):
        return Outcome.MONEY_LEFT
    return _hold_anew(draft, op.player, state=op.state)


def leave(draft: Draft, op: Leave) -> Outcome:
    if draft.holder(op.player).state is AccountState.FROZEN:
        return Outcome.ACCOUNT_FROZEN
    return set_account(draft, SetAccount(op.player, AccountState.CLOSED))


def join(draft: Draft, op: Join) -> Outcome:
    if draft.holder(op.duplicate).state is AccountState.FROZEN or op.duplicate in draft.ledger.owing:
        return Outcome.ACCOUNT_FROZEN
    if draft.holder(op.player).state is AccountState.CLOSED:
        return Outcome.ACCOUNT_CLOSED
    if op.duplicate == op.player:
        return Outcome.SAME_ACCOUNT

    for currency in Currency:
        for kind in USAGE_KINDS:
            usage = draft.ledger.usage.get((op.duplicate, currency, kind))
            for minute, minor in usage.by_minute.items() if usage is not None else ():
                draft.use(op.player, currency, kind, minor, minute * MINUTE_MS)
    for deposit in tuple(draft.deposits_of(op.duplicate)):
        theirs = attrs.evolve(deposit.expect, player=op.player)
        draft.deposits[theirs.deposit_id] = deposit._replace(expect=theirs)
    return Outcome.POSTED


def has_money(draft: Draft, player: str) -> bool:
    """Real money of theirs that is here, under way, or owed, or anything of theirs that is held: a bet, a redemption that may become dollars."""
    mine = [draft.balance(bucket(player, Currency.USD, name)) for name in STAKE_BUCKETS[Currency.USD]]
    coming = any(deposit.state is DepositState.EXPECTED for deposit in draft.deposits_of(player))
    open_now = any(True for _money in draft.open_now(player))
    return any(posted or held for posted, held in mine) or coming or open_now or draft.balance(receivable(player, Currency.USD))[0] != 0


def set_limit(draft: Draft, op: SetLimit) -> Outcome:
    """Tighter: at once, and nothing that was asked for stands any longer. Looser: asked for, from now."""
    if op.most is not None and op.most < 0:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    key = limit_key(op.currency, op.kind, op.period)
    before = draft.holder(op.player).limits.get(key, NO_LIMIT)
    looser = before.most is not None and (op.most is None or op.most > before.most)
    return _with_limit(draft, op.player, key, Limit(before.most, op.most, draft.at_ms) if looser else Limit(op.most))


def loosen(draft: Draft, op: Loosen) -> Outcome:
    return _confirm(draft, op, op.lapse_ms)


def confirm_limit(draft: Draft, op: ConfirmLimit) -> Outcome:
    return _confirm(draft, op, FOREVER_MS)


def _confirm(draft: Draft, op: Loosen | ConfirmLimit, lapse_ms: int) -> Outcome:
    key = limit_key(op.currency, op.kind, op.period)
    limit = draft.holder(op.player).limits.get(key, NO_LIMIT)
    if limit.asked_ms == 0 or draft.at_ms > limit.asked_ms + op.wait_ms + lapse_ms:
        return Outcome.NOTHING_ASKED
    if draft.at_ms < limit.asked_ms + op.wait_ms:
        return Outcome.TOO_EARLY
    return _with_limit(draft, op.player, key, Limit(limit.asked))


def _with_limit(draft: Draft, player: str, key: LimitKey, limit: Limit) -> Outcome:
    limits = {**draft.holder(player).limits, key: limit}
    if limit == NO_LIMIT:
        del limits[key]
    return _hold_anew(draft, player, limits=limits)


def spend_time(draft: Draft, op: SpendTime) -> Outcome:
    draft.use(op.player, op.currency, LimitKind.SESSION, op.minutes)
    return Outcome.POSTED


def set_place(draft: Draft, op: SetPlace) -> Outcome:
    rules = draft.rules or draft.ledger.rules
    key = (op.currency, op.place)
    lines = (*rules.places.get(key, ()), PlaceLine(op.from_ms, op.state, op.age))
    draft.rules = attrs.evolve(rules, places={**rules.places, key: lines}, gated=rules.gated | {op.currency})
    return Outcome.POSTED


def set_terms(draft: Draft, op: SetTerms) -> Outcome:
    draft.rules = attrs.evolve(draft.rules or draft.ledger.rules, terms=op.terms, privacy=op.privacy)
    return Outcome.POSTED


def set_law(draft: Draft, op: SetLaw) -> Outcome:
    """What an older program does not know, it must not replay as if it did: there this refuses, and the journal is not served."""
    rules = draft.rules or draft.ledger.rules
    if not rules.law < op.law <= NEWEST_LAW:
        return Outcome.AMOUNT_OUT_OF_BOUNDS
    draft.rules = attrs.evolve(rules, law=op.law)
    return Outcome.POSTED


def _hold_anew(draft: Draft, player: str, **changes: Any) -> Outcome:
    before = draft.holder(player)
    draft.holders[player] = attrs.evolve(before, changes=before.changes + 1, **changes)
    return Outcome.POSTED

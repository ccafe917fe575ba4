"""Stripe, as far as we need it: a few calls, answered with values of ours. The one file that knows Stripe's library.

Every POST carries an idempotency key of ours. What Stripe would not do is StripeRefused; what cannot be known is StripeAway."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import warnings
from collections.abc import Awaitable
from typing import Any, TypeVar

import attrs
import httpx2
import stripe
import trio

from webhooks.stripe_objects import GONE, CheckoutSession, Disputed, Payout, PayoutAccount, SessionPage, account_of, session_of

T = TypeVar("T")
CALL_SECONDS_MAX = 10.0
PAGE, PAGES_MAX = 100, 1_000
NO_SUCH_ACCOUNT = ("account_invalid", "resource_missing")
MANUAL: Any = {"payouts": {"schedule": {"interval": "manual"}}}
"""Otherwise Stripe pays out what is there once a day, and ours, or the way back, finds nothing left."""

warnings.filterwarnings("ignore", message="Use 'content=", category=DeprecationWarning)


class StripeAway(Exception):
    """No answer, or one that says nothing: it may have happened. Ask again with the same key."""


class StripeRefused(Exception):
    """Stripe answered no, for good; code is its word for why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code


@attrs.frozen
class StripeAccess:
    """How the house is known at Stripe. address: of a stand-in, nothing for Stripe itself."""

    key: str = attrs.field(repr=False)
    secrets: tuple[str, ...] = attrs.field(repr=False)
    address: str | None
    livemode: bool


class Stripe:
    """The calls."""

    def __init__(self, access: StripeAccess) -> None:
        self.access = access
        addresses: Any = {} if access.address is None else {"base_addresses": {"api": access.address}}
        self._http = stripe.HTTPXClient(timeout=CALL_SECONDS_MAX, _lib=httpx2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
        self._client = stripe.StripeClient(access.key, http_client=self._http, max_network_retries=1, **addresses)

    async def close(self) -> None:
        with trio.move_on_after(2, shield=True):
            await self._http.close_async()

    async def _call(self, work: Awaitable[T]) -> T:
        try:
            with trio.fail_after(2 * CALL_SECONDS_MAX):
                return await work
        except (stripe.APIConnectionError, stripe.RateLimitError, trio.TooSlowError) as error:
            raise StripeAway(str(error)[:200]) from error
        except stripe.StripeError as error:
            status = error.http_status or 500
            if error.code not in NO_SUCH_ACCOUNT and (status >= 500 or status in (401, 403, 409, 429)):
                raise StripeAway(f"HTTP {status}: {str(error)[:150]}") from error
            raise StripeRefused(error.code or "refused", (error.user_message or str(error))[:200]) from error

    # ── in ──

    async def create_session(self, deposit_id: str, minor: int, currency: str, back_to: str, name: str) -> CheckoutSession:
        """One checkout a deposit: the deposit's id is the key."""
        item = {"quantity": 1, "price_data": {"currency": currency.lower(), "unit_amount": minor, "product_data": {"name": name}}}
        asked: Any = {
            "mode": "payment",
            "line_items": [item],
            "client_reference_id": deposit_id,
            "metadata": {"deposit_id": deposit_id},
            "payment_intent_data": {"metadata": {"deposit_id": deposit_id}},
            "success_url": f"{back_to}/wallet?deposit={deposit_id}",
            "cancel_url": f"{back_to}/wallet?deposit={deposit_id}&left=1",
        }
        made = await self._call(self._client.v1.checkout.sessions.create_async(asked, {"idempotency_key": deposit_id}))
        return session_of(made.to_dict())

    async def session(self, session_id: str) -> CheckoutSession:
        expand: Any = {"expand": ["payment_intent.latest_charge"]}
        return session_of((await self._call(self._client.v1.checkout.sessions.retrieve_async(session_id, expand))).to_dict())

    async def session_paid_by(self, payment_intent: str) -> str | None:
        """The checkout by which something was paid."""
        asked: Any = {"payment_intent": payment_intent, "limit": 1}
        found = await self._call(self._client.v1.checkout.sessions.list_async(asked))
        return found.data[0].id if found.data else None

    async def sessions_page(self, since_seconds: int, after: str | None) -> SessionPage:
        asked: Any = {"created": {"gte": since_seconds}, "limit": PAGE, "expand": ["data.payment_intent"]}
        asked |= {"starting_after": after} if after else {}
        page = await self._call(self._client.v1.checkout.sessions.list_async(asked))
        found = tuple(session_of(one.to_dict()) for one in page.data)
        return SessionPage(found, found[-1].session_id if page.has_more and found else None)

    async def expire_session(self, session_id: str, minute: int) -> None:
        """Nobody can pay at it any more. Refused when somebody did, or it is over. Twice is as good as once, so each minute has its own key: what
        went wrong, Stripe would answer again for a day, and for so long it could be paid."""
        key: Any = {"idempotency_key": f"expire/{session_id}/{minute}"}
        await self._call(self._client.v1.checkout.sessions.expire_async(session_id, {}, key))

    async def disputes_of(self, payment_intent: str) -> list[Disputed]:
        found = await self._all(self._client.v1.disputes.list_async, {"payment_intent": payment_intent})
        return [Disputed(int(one.amount), str(one.status)) for one in found]

    async def payments_taken_back_since(self, since_seconds: int) -> list[str]:
        """The payments of which something was refunded or disputed lately, each once."""
        asked = {"created": {"gte": since_seconds}}
        lists = (self._client.v1.refunds.list_async, self._client.v1.disputes.list_async)
        found = [one for listing in lists for one in await self._all(listing, asked)]
        return list(dict.fromkeys(str(one.payment_intent) for one in found if one.payment_intent))

    async def _all(self, listing: Any, asked: dict[str, Any]) -> list[Any]:
        """Page after page, the newest first: all of it, or StripeAway; a list that was cut is not one that was looked through."""
        found: list[Any] = []
        more: dict[str, Any] = {}
        for _ in range(PAGES_MAX):
            page = await self._call(listing({**asked, "limit": PAGE, **more}))
            found.extend(page.data)
            if not page.has_more or not page.data:
                return found
            more = {"starting_after": page.data[-1].id}
        raise StripeAway(f"a list of more than {PAGES_MAX * PAGE:,}")

    # ── out ──

    async def create_account(self, player: str, instead_of: str | None) -> str:
        """instead_of: the account that is gone; what it replaces names the new one."""
        asked: Any = {"type": "express", "metadata": {"player_id": player}, "capabilities": {"transfers": {"requested": True}}, "settings": MANUAL}
        key = f"account/{player}" if instead_of is None else f"account/{player}/{instead_of}"
        return (await self._call(self._client.v1.accounts.create_async(asked, {"idempotency_key": key}))).id

    async def account_link(self, account: str, back_to: str) -> str:
        asked: Any = {
            "account": account,
            "type": "account_onboarding",
            "return_url": f"{back_to}/wallet?payouts=1",
            "refresh_url": f"{back_to}/wallet?payouts=again",
        }
        return (await self._call(self._client.v1.account_links.create_async(asked))).url

    # ── who somebody is ──

    async def begin_identity(self, player: str, attempt: int, back_to: str) -> tuple[str, str]:
        """A page on which a player shows a document: its reference, and its address."""
        asked: Any = {"type": "document", "client_reference_id": player, "metadata": {"player_id": player}}
        asked["return_url"] = f"{back_to}/wallet?identity=1"
        key: Any = {"idempotency_key": f"identity/{player}/{attempt}"}
        made = await self._call(self._client.v1.identity.verification_sessions.create_async(asked, key))
        return made.id, str(made.url)

    async def identity(self, reference: str) -> tuple[str, bool, str | None]:
        """How a check stands: Stripe's own word, whether what was shown did not do, and where it goes on."""
        found = (await self._call(self._client.v1.identity.verification_sessions.retrieve_async(reference))).to_dict()
        return str(found["status"]), found.get("last_error") is not None, found.get("url")

    async def payout_account(self, account: str) -> PayoutAccount:
        try:
            return account_of((await self._call(self._client.v1.accounts.retrieve_async(account))).to_dict())
        except StripeRefused as refused:
            if refused.code not in NO_SUCH_ACCOUNT:
                raise
            return GONE

    async def make_manual(self, account: str, minute: int) -> None:
        """Twice is as good as once here, too."""
        asked: Any = {"settings": MANUAL}
        await self._call(self._client.v1.accounts.update_async(account, asked, {"idempotency_key": f"manual/{account}/{minute}"}))

    async def transfer_of(self, withdrawal_id: str) -> str | None:
        """The transfer that was made for a withdrawal, whether we remember it or not."""
        known = await self._call(self._client.v1.transfers.list_async({"transfer_group": withdrawal_id, "limit": 1}))
        return known.data[0].id if known.data else None

    async def create_transfer(self, withdrawal_id: str, minor: int, currency: str, account: str) -> str:
        """Money of ours to a player's account at Stripe. Whoever asks has seen that there is none: Stripe may have forgotten the key."""
        asked: Any = {"amount": minor, "currency": currency.lower(), "destination": account, "transfer_group": withdrawal_id}
        return (await self._call(self._client.v1.transfers.create_async(asked, {"idempotency_key": f"transfer/{withdrawal_id}"}))).id

    async def payout_of(self, withdrawal_id: str, account: str) -> str | None:
        """The payout that was made for a withdrawal, among the newest of the account."""
        known = await self._call(self._client.v1.payouts.list_async({"limit": PAGE}, {"stripe_account": account}))
        return next((one.id for one in known.data if one.to_dict().get("metadata", {}).get("withdrawal_id") == withdrawal_id), None)

    async def create_payout(self, withdrawal_id: str, minor: int, currency: str, account: str) -> str:
        """From a player's account at Stripe to their bank."""
        asked: Any = {"amount": minor, "currency": currency.lower(), "metadata": {"withdrawal_id": withdrawal_id}}
        options: Any = {"idempotency_key": f"payout/{withdrawal_id}", "stripe_account": account}
        return (await self._call(self._client.v1.payouts.create_async(asked, options))).id

    async def read_payout(self, payout_id: str, account: str) -> Payout:
        payout = await self._call(self._client.v1.payouts.retrieve_async(payout_id, options={"stripe_account": account}))
        return Payout(payout.id, str(payout.status), payout.failure_code)

    async def reverse(self, transfer_id: str, hour: int) -> None:
        """Takes a transfer back, once: what is back is seen first, and more than all of it never comes. Stripe remembers a refusal as long as a
        key, so each hour has its own."""
        if (await self._call(self._client.v1.transfers.retrieve_async(transfer_id))).reversed:
            return
        key: Any = {"idempotency_key": f"reverse/{transfer_id}/{hour}"}
        await self._call(self._client.v1.transfers.reversals.create_async(transfer_id, {}, key))

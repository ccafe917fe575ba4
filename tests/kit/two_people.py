"""Two players in a real database, with a row in every table that speaks of one: whatever was said by or of one bears their own word."""

from __future__ import annotations

from actors.event_store import EventRecord, MatchRow
from actors.postgres_events import PostgresEvents
from protocol.codec import event_text
from protocol.events.match import ChatSaid, MatchOffered, PlayerSeated
from protocol.games import Darts501Options
from protocol.money import Amount, Currency
from wallet.accounts import grant_account, outside
from wallet.book import Book
from wallet.database import Database
from wallet.postgres_journal import PostgresJournal
from wallet.transfers import Command, Transfer

ANN, BOB = "p_" + "a" * 16, "p_" + "b" * 16
WORD = {ANN: "ann-word", BOB: "bob-word"}
"""In every free text about one of them."""
NAME = {ANN: "Ann Annson", BOB: "Bob Bobson"}
MATCH = "m_" + "x" * 16

ROWS = (
    "INSERT INTO players (player_id, name, name_key, look_key, created_ms) VALUES ('{player}', '{name}', '{name}', '{name}', 1)",
    "INSERT INTO web_sessions (id_hash, player_id, created_ms, seen_ms, agent) VALUES (sha256('{word}'::bytea), '{player}', 1, 1, '{word}')",
    "INSERT INTO particulars (player_id, born, at_ms) VALUES ('{player}', CASE '{word}' WHEN 'ann-word' THEN '1990-01-01' ELSE '1980-02-02' END, 1)",
    "INSERT INTO identities (provider, subject, player_id, email, created_ms) VALUES ('google', '{word}', '{player}', '{word}@example.com', 1)",
    "INSERT INTO acceptances (player_id, document, version, at_ms, place, declared) VALUES ('{player}', 'terms', 1, 1, '{word}', true)",
    "INSERT INTO devices (player_id, device_hash, first_ms, last_ms) VALUES ('{player}', sha256('{word}'::bytea), 1, 1)",
    "INSERT INTO deposits (deposit_id, player_id, currency, minor, state, why, created_ms, updated_ms, package) VALUES ('{word}', '{player}', 'USD', 5, 'paid', '{word}', 1, 1, '{word}')",
    "INSERT INTO withdrawals (withdrawal_id, player_id, currency, minor, state, why, created_ms, updated_ms, destination) VALUES ('{word}', '{player}', 'USD', 5, 'paid', '{word}', 1, 1, '{word}')",
    "INSERT INTO payout_accounts (player_id, account_id, at_ms) VALUES ('{player}', '{word}', 1)",
    "INSERT INTO redemptions (redemption_id, player_id, minor, state, why, created_ms, updated_ms) VALUES ('{word}', '{player}', 5, 'asked', '{word}', 1, 1)",
    "INSERT INTO identity_checks (player_id, reference, attempt, state, updated_ms) VALUES ('{player}', '{word}', 1, 'verified', 1)",
    "INSERT INTO entry_codes (code, player_id, issued_ms, expires_ms) VALUES ('{word}', '{player}', 1, 2)",
    "INSERT INTO table_lines (table_id, at_ms, player_id, name, words) VALUES ('t_dice', 1, '{player}', '{name}', '{word}')",
    "INSERT INTO images (sha256, media_type, at_ms, body) VALUES (encode(sha256('{word}'::bytea), 'hex'), 'image/webp', 1, ''::bytea)",
    "INSERT INTO uploads (sha256, player_id, match_id, at_ms) VALUES (encode(sha256('{word}'::bytea), 'hex'), '{player}', '{word}', 1)",
    "INSERT INTO notices (player_id, number, key, kind, at_ms, body) VALUES ('{player}', 1, '{word}', 'struck', 1, convert_to(json_build_object('words', '{word}'::text)::text, 'UTF8'))",
    "INSERT INTO inbox_marks (player_id, read) VALUES ('{player}', 1)",
    "INSERT INTO notes (player_id, at_ms, operator, words) VALUES ('{player}', 1, 'root', 'the words of a note')",
)
BETWEEN = (
    "INSERT INTO relations (player_id, other_id, relation, at_ms) VALUES ('{player}', '{other}', 'mute', 1)",
    "INSERT INTO reports (reporter, player_id, offence, words, at_ms) VALUES ('{player}', '{other}', 'abuse', '{word}', 1)",
)


async def two_people(owner: Database) -> None:
    """Both of them, a match between them, and money of each."""
    for queries in (ROWS, BETWEEN):
        for player, other in ((ANN, BOB), (BOB, ANN)):
            for query in queries:
                await owner.rows(query.format(player=player, word=WORD[player], name=NAME[player], other=other))
    await owner.rows("INSERT INTO flags (kind, key, players, evidence, matches, at_ms) VALUES ('pair', 'x', $1, 'both-words', '{}', 1)", [ANN, BOB])
    await _match(owner)
    await money(owner, 3)


async def _match(owner: Database) -> None:
    offered = MatchOffered(1, ANN, NAME[ANN], Darts501Options(1), Amount(Currency.USD, 100), 500, 300, 120, 3_600)
    said = [ChatSaid(3 + place, player, f"key-{place}-key", "") for place, player in enumerate((ANN, BOB))]
    facts = [offered, PlayerSeated(2, BOB, NAME[BOB], None, (), 9), *said]
    words = [None, None, WORD[ANN], WORD[BOB]]
    records = [EventRecord(MATCH, place, place, event_text(fact), word) for place, (fact, word) in enumerate(zip(facts, words, strict=True), 1)]
    events = PostgresEvents(owner)
    writer = await events.take_over()
    await events.append(writer.epoch, writer.last_seq, records, [MatchRow(MATCH, "darts_501", ANN, BOB, NAME[BOB], True, 4)])


async def money(owner: Database, lines: int, *, both: bool = False) -> None:
    """So many lines on the statement of each; of both currencies in one group when it is asked for."""
    journal, book = PostgresJournal(owner), Book()
    writer = await journal.take_over()
    entries = [
        book.post(Command(f"{player}/{number}", _given(player, (Currency.USD, Currency.GC) if both else (Currency.USD,))), 1)
        for player in (ANN, BOB)
        for number in range(lines)
    ]
    rows = [entry.row for entry in entries if entry.row is not None]
    await journal.append(writer.epoch, writer.last_seq, rows, [posting for entry in entries for posting in entry.postings])


def _given(player: str, currencies: tuple[Currency, ...]) -> tuple[Transfer, ...]:
    """A hundred to one, 777 to the other."""
    sources = {Currency.USD: "play_money", Currency.GC: "coins"}
    return tuple(Transfer(outside(sources[one], one), grant_account(player, one), 100 if player == ANN else 777) for one in currencies)

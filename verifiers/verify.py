#!/usr/bin/env python3
"""Computes the outcomes of The Tables again. One file, Python's own library, nothing of the house's.

    python3 verify.py dice SERVER_SEED CLIENT_SEED NONCE
    python3 verify.py roulette | cards | plinko SERVER_SEED CLIENT_SEED NONCE [HOW_MANY]
    python3 verify.py crash GAME_HASH SALT 0
    python3 verify.py -          one such line at a time from standard input

Before a round you were shown SHA-256(server seed): `python3 verify.py commitment SERVER_SEED - 0` must print the same."""

import hashlib
import hmac
import sys

RANKS = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A"]
SUITS = "♦♥♠♣"


def numbers(server, client, nonce, many):
    """Whole numbers of 32 bits: HMAC-SHA256(server, "client:nonce:round"), four bytes each, eight a round."""
    found, turn = [], 0
    while len(found) < many:
        block = hmac.new(server.encode(), f"{client}:{nonce}:{turn}".encode(), hashlib.sha256).digest()
        found += [int.from_bytes(block[at : at + 4], "big") for at in range(0, 32, 4)]
        turn += 1
    return found[:many]


def outcome(table, server, client, nonce, many):
    if table == "commitment":
        return hashlib.sha256(server.encode()).hexdigest()
    if table == "dice":
        rolled = numbers(server, client, nonce, 1)[0] * 10001 // 2**32
        return f"{rolled // 100}.{rolled % 100:02d}"
    if table == "roulette":
        return str(numbers(server, client, nonce, 1)[0] * 37 // 2**32)
    if table == "cards":
        dealt = [number * 52 // 2**32 for number in numbers(server, client, nonce, many or 8)]
        return " ".join(RANKS[card // 4] + SUITS[card % 4] for card in dealt)
    if table == "plinko":
        way = [number * 2 // 2**32 for number in numbers(server, client, nonce, many or 16)]
        return "".join("LR"[right] for right in way) + f", bucket {sum(way)}"
    if table == "crash":
        first = int(hmac.new(server.encode(), client.encode(), hashlib.sha256).hexdigest()[:8], 16)
        at = max(100, 99 * 2**32 // (first + 1))
        return f"{at // 100}.{at % 100:02d}x"
    raise SystemExit(f"no such table: {table}")


def of_words(words):
    table, server, client, nonce, *many = words
    return outcome(table, server, client, nonce, int(many[0]) if many else 0)


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        for line in sys.stdin:
            print(of_words(line.split()))
    elif len(sys.argv) >= 5:
        print(of_words(sys.argv[1:]))
    else:
        raise SystemExit(__doc__)

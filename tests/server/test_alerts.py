"""Alerts, dashboard and runbook: each names only what is measured, and each alert can be tripped. A reading that trips it is put into a page of
metrics, and the rule's own expression is asked of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import httpx2
import pytest
import yaml

from tests.kit.process import ROOT, ServerProcess, server_process

RULES = yaml.safe_load((ROOT / "deploy" / "alerts" / "wagerup.rules.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
NAMES = [rule["alert"] for rule in RULES]
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "wagerup.json").read_text(encoding="utf-8"))
METRIC = re.compile(r"\b((?:wagerup|process)_[a-z0-9_]+)")
SUFFIXES = ("_total", "_bucket", "_sum", "_count")


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """What a real server says at /metrics."""
    with server_process() as one:
        one.start()
        yield metrics(one)


def metrics(server: ServerProcess) -> str:
    answer = httpx2.get(server.url + "/metrics", timeout=30)
    assert answer.status_code == 200
    return answer.text


def named(page: str) -> set[str]:
    return {line.split("{")[0].split(" ")[0] for line in page.splitlines() if line and not line.startswith("#")}


def panels() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


# Kinds of trouble are counted once they happened.
SOMETIMES = {"wagerup_troubles_total", "wagerup_refusals_total"}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_asks_for_what_is_measured(rule: Mapping[str, str], page: str) -> None:
    assert set(METRIC.findall(rule["expr"])) - SOMETIMES <= named(page)


@pytest.mark.parametrize(("title", "expr"), list(panels()))
def test_a_panel_asks_for_what_is_measured(title: str, expr: str, page: str) -> None:
    assert set(METRIC.findall(expr)) - SOMETIMES <= named(page), title


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_has_its_page_in_the_runbook(name: str) -> None:
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == NAMES
    rule = RULES[NAMES.index(name)]
    assert rule["annotations"]["runbook"] == f"docs/runbook.md#{name.lower()}"
    assert rule["labels"]["severity"] in ("page", "ticket")


# ── tripped ──

Samples = dict[str, list[tuple[Mapping[str, str], float]]]
PART = re.compile(r"^(?:increase\()?([a-z_]+)(\{[^}]*\})?(?:\[\w+\]\))? (==|>) ([\d.]+)$")
QUANTILE = re.compile(r"^histogram_quantile\(([\d.]+), increase\(([a-z_]+)\[\w+\]\)\) > ([\d.]+)$")


def fires(expr: str, before: Samples, now: Samples) -> bool:
    """The forms that our rules have: a threshold, an increase, a quantile of an increase, one or another of these."""
    if " or " in expr:
        return any(fires(part, before, now) for part in expr.split(" or "))
    if found := QUANTILE.match(expr):
        share, name, bound = float(found[1]), found[2], float(found[3])
        counts = {labels["le"]: value - dict_of(before, name).get(labels["le"], 0.0) for labels, value in now.get(name, [])}
        total = counts.get("+Inf", 0.0)
        under = next((float(le) for le, count in counts.items() if total and count >= share * total), 0.0)
        return under > bound
    found = PART.match(expr)
    assert found is not None, f"a form that this test does not know: {expr}"
    name, selector, sign, bound = found[1], dict(re.findall(r'(\w+)="([^"]*)"', found[2] or "")), found[3], float(found[4])
    for labels, value in now.get(name, []):
        if not selector.items() <= labels.items():
            continue
        earlier = next((old for known, old in before.get(name, []) if known == labels), 0.0)
        seen = value - earlier if expr.startswith("increase") else value
        if seen == bound if sign == "==" else seen > bound:
            return True
    return False


def dict_of(samples: Samples, name: str) -> dict[str, float]:
    return {labels["le"]: value for labels, value in samples.get(name, [])}


def samples(page: str) -> Samples:
    found: Samples = {}
    for line in page.splitlines():
        if line and not line.startswith("#"):
            head, _, value = line.rpartition(" ")
            name, _, labels = head.partition("{")
            found.setdefault(name, []).append((dict(re.findall(r'(\w+)="([^"]*)"', labels)), float(value)))
    return found


TRIPS: dict[str, str] = {
    "NotReady": "wagerup_ready 0",
    "DatabaseAway": "wagerup_database_up 0",
    "CommitUnresolved": "wagerup_commits_unresolved 1",
    "ActorCrashes": 'wagerup_actor_restarts_total{kind="matches"} 4',
    "DeadLetter": "wagerup_dead_letters_total 1",
    "MailboxStuck": "wagerup_mailbox_stuck_seconds 21",
    "MailboxFull": 'wagerup_mailbox_fullest_ratio{kind="wallet"} 0.6',
    "ChainLag": "wagerup_chain_lag_rows 5001",
    "LoopStalls": "wagerup_loop_stalls_total 10021",
    "CommandsSlow": 'wagerup_command_seconds_bucket{le="0.5"} 90\nwagerup_command_seconds_bucket{le="1.0"} 100\nwagerup_command_seconds_bucket{le="+Inf"} 100',
    "JournalSlow": 'wagerup_journal_commit_seconds_bucket{le="0.25"} 1000\nwagerup_journal_commit_seconds_bucket{le="0.5"} 99000\nwagerup_journal_commit_seconds_bucket{le="+Inf"} 99000',
    "Bugs": 'wagerup_troubles_total{what="bug"} 1',
    "TrailWrong": 'wagerup_troubles_total{what="trail wrong"} 1',
    "ConnectionsFail": 'wagerup_troubles_total{what="connection failed"} 101',
    "StripeWaits": "wagerup_queue_stripe_oldest_seconds 301",
    "ClockOff": "wagerup_webhooks_wrong_time_total 3",
    "WithdrawalStuck": "wagerup_queue_withdrawals_stuck 1",
    "WithdrawalsWait": "wagerup_queue_redemptions_oldest_seconds 86401",
    "Draining": "wagerup_draining 1",
    "ClockStepped": "wagerup_clock_stepped_seconds 6",
}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_is_silent_in_a_house_that_is_well_and_fires_when_it_is_not(rule: Mapping[str, str], page: str) -> None:
    well = samples(page)
    assert not fires(rule["expr"], well, well)
    ill = samples(TRIPS[rule["alert"]])
    assert fires(rule["expr"], well, {**well, **ill})

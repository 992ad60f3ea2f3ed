"""The exports read again as any company's would be: every system recognised, every event found, every person whole."""

import csv
import json
from collections import Counter

import numpy as np
import pytest

import sojourn
from sojourn.demo.company import simulate
from sojourn.demo.exports import EXPORTS, write
from sojourn.demo.identities import AGENT, tablet_ids
from sojourn.demo.scoring import Truth, pairwise
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.identity.nodes import Identifier
from sojourn.ingest.opening import opening
from sojourn.ingest.pouring import Cleaning
from sojourn.project.once import join

DIALECTS = {
    "ads.csv": "advertising", "web.jsonl": "segment", "store_purchases.csv": "pos_receipts", "contacts.csv": "hubspot",
    "orders.csv": "shopify_orders", "email.csv": "email_events", "app.parquet": "ga4", "parcels.parquet": "parcels",
    "support.jsonl": "zendesk", "support_comments.jsonl": "zendesk", "support_users.jsonl": "zendesk", "calls.csv": "calls",
    "surveys.csv": "qualtrics",
}  # fmt: skip
"""Who recognises each file; subscriptions and reviews are nobody's, and read by what their columns look like."""


FAR_US = 4_000_000_000_000_000
"""A day long after everything: nothing is of the future."""


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Where the exports are, which dialect recognised each, and who is who."""
    folder = tmp_path_factory.mktemp("exports")
    files = write(simulate(1_200, seed=11), folder)
    cleaning = Cleaning(FAR_US, "Europe/Berlin", dataset=True)
    with opening(files) as opened:
        dialects = {table.label.partition(" (")[0]: table.dialect for table in opened.tables}
        joined, _ = join(opened, cleaning, Taxonomy.of(None), tmp_path_factory.mktemp("events"))
    return folder, dialects, joined.everyone.resolution


def truth_of(folder):
    with (folder / "_truth" / "identities.csv").open(encoding="utf-8", newline="") as file:
        return [
            Truth(r["kind"], r["id"], r["person"], int(r["shared_by"]), r["joinable"] == "true")
            for r in csv.DictReader(file)
        ]


def test_every_file_is_recognised(read):
    _, dialects, _ = read
    assert dialects == {name: DIALECTS.get(name, "") for name in EXPORTS}


def test_every_event_is_found_and_nothing_else(read):
    folder, _, _ = read
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    log = sojourn.read([folder / name for name in EXPORTS], timezone="Europe/Berlin")
    found, rated = Counter(), set()
    for journeys in log.journeys():
        scored = np.unique(journeys.flat("touchpoint")[~np.isnan(journeys.flat("score"))])
        rated |= {log.touchpoints[code] for code in scored}
        codes, counts = np.unique(journeys.flat("touchpoint"), return_counts=True)
        found.update({log.touchpoints[code]: int(n) for code, n in zip(codes, counts, strict=True)})
    stated = Counter()
    for file in truth["files"].values():
        stated.update(file["events"])
    assert found == stated
    assert rated >= {
        "Checkout",
        "Parcel delivered",
        "App opened",
        "Support rated",
        "NPS survey answered",
        "Review",
    }
    # Everybody who truly left a trace, a few more who left two that nothing joins, and the machines.
    machines = truth["files"]["web.jsonl"]["bots"] > 0
    assert truth["customers_in_files"] < log.extent.customers < 1.08 * truth["customers_in_files"] + machines


def test_people_are_whole_and_nobody_is_two(read):
    folder, _, found = read
    truth = truth_of(folder)
    customer = {(t.kind, t.id): found.of(Identifier(t.kind, t.id)) for t in truth}
    assert min(customer.values()) >= 0, "an identifier of the files was not read"
    score = pairwise(truth, {key: str(number) for key, number in customer.items()})
    assert score.pairs > 30_000
    assert score.precision >= 0.995
    assert score.recall >= 0.98


def test_what_is_shared_makes_no_giant(read):
    folder, _, found = read
    for tablet in tablet_ids():
        assert found.shared[found.nodes.place(Identifier("cookie", tablet))]
    person = {}
    for t in truth_of(folder):
        if t.shared_by == 1:
            person.setdefault(found.of(Identifier(t.kind, t.id)), set()).add(t.person)
    assert max(map(len, person.values())) <= 2
    alone = person.get(found.of(Identifier("zendesk_user", AGENT)), set())
    assert len(alone) <= 1

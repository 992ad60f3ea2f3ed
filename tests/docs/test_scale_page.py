"""The table of tallies names every registered analysis, and each grows as the page says."""

import pickle
import re
import typing
from dataclasses import fields
from pathlib import Path

import pytest

import sojourn as sj
from sojourn.analysis.correlations import COMPUTED_ON
from sojourn.analysis.drivers.model import FITTED_ON as DRIVERS_ON
from sojourn.analysis.effects.sample import CUSTOMERS
from sojourn.analysis.emotion.texts import SAMPLED
from sojourn.analysis.seam import ANALYSES
from sojourn.analysis.segments.grouping import FITTED_ON
from sojourn.analysis.trends.question import MOST_DAYS, MOST_TOUCHPOINTS
from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger
from sojourn.log.kernels.durations import BINS

PAGE = (Path(__file__).parents[2] / "docs/explanation/scale.md").read_text(encoding="utf-8")
CELLS = r"([^|\n]+)"
ROW = re.compile(rf"^\| `(\w+)` \| {CELLS} \| {CELLS} \| ([\d,]+) \| {CELLS} \|$", re.MULTILINE)
ROWS = {name: (holds, grows, sample) for name, holds, grows, _, sample in ROW.findall(PAGE)}
NAMES = ("Page: Product", "Cart", "Order completed", "Parcel delivered", "Support replied")
BOUNDED = {"names", "names²", "days", "days²", "nothing"}
STATED = {
    "segments": FITTED_ON.values(),
    "correlations": [COMPUTED_ON],
    "drivers": [DRIVERS_ON],
    "pain_points": [CUSTOMERS],
    "moments_of_truth": [CUSTOMERS],
    "emotion": [SAMPLED],
}


@pytest.fixture(scope="module")
def logs():
    """The demo company with 200 customers, and with four times as many."""
    return [sj.read(ledger(simulate(n, seed=7)).drop_columns(["what"])) for n in (200, 800)]


def test_every_analysis_has_its_row():
    assert list(ROWS) == list(ANALYSES)


@pytest.mark.parametrize("name", list(ANALYSES))
def test_tallies_grow_as_the_page_says(name, logs):
    spec = ANALYSES[name].examples(NAMES)[0]
    small, large = (len(pickle.dumps(log.reduce(spec.measure))) for log in logs)
    if ROWS[name][1] in BOUNDED:
        assert large < 2.8 * small
    else:
        assert ROWS[name][1] in {"customers", "paths", "sample"}
        assert large > 2.8 * small


@pytest.mark.parametrize("name", STATED)
def test_samples_are_as_large_as_the_page_says(name):
    for size in STATED[name]:
        assert f"{size:,}" in ROWS[name][2]


@pytest.mark.parametrize("name", list(ANALYSES))
def test_where_a_sample_is_stated_there_is_such_a_field_or_column(name):
    result = typing.get_type_hints(ANALYSES[name].function)["return"]
    known = (
        set(dir(result))
        | {field.name for field in fields(result)}
        | set(re.findall(r"``(\w+)``", result.__doc__))
    )
    stated = ROWS[name][2].rpartition(":")[2]
    assert set(re.findall(r"`(\w+)`", stated)) <= known


def test_bounds_of_histograms_and_trends():
    assert f"{BINS:,} bins" in PAGE
    assert f"{MOST_TOUCHPOINTS} touchpoints and {MOST_DAYS:,} days" in ROWS["trends"][0]

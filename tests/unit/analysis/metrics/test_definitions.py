"""What may be chosen about metrics, and what is refused."""

from datetime import timedelta

import pytest

from sojourn.analysis.metrics import Definition, Definitions
from sojourn.errors import UnitError, UsageError
from sojourn.events.schema import SCALES


@pytest.mark.parametrize(
    ("scale", "method", "good", "counted"),
    [
        ("nps_0_10", "net", None, {6: -100, 7: 0, 8: 0, 9: 100}),
        ("csat_1_5", "top_two", None, {3: 0, 4: 1, 5: 1}),
        ("csat_1_7", "top_two", None, {5: 0, 6: 1, 7: 1}),
        ("csat_1_7", "good_half", None, {4: 0, 5: 1}),
        ("ces_1_5", "top_two", None, {1: 1, 2: 1, 3: 0}),
        ("ces_1_7", "good_half", None, {4: 0, 5: 1}),
        ("ces_1_7", "good_half", "low", {3: 1, 4: 0}),
        ("stars_1_5", "top", None, {4: 0, 5: 1}),
        ("thumbs", "top", None, {0: 0, 1: 1}),
        ("stars_1_5", "mean", None, {3: 3}),
    ],
)
def test_what_a_rating_adds(scale, method, good, counted):
    definition = Definition("mine", scale, method, good)
    assert {score: definition.counts(score) for score in counted} == counted


def test_scales_that_are_known_keep_their_ends_and_direction():
    for name, scale in SCALES.items():
        definition = Definition("mine", name, "mean")
        assert (definition.ends, definition.low_is_good) == ((scale.low, scale.high), scale.low_is_good)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Definition("csat", "csat_1_5", "median"), UsageError),
        (lambda: Definition("csat", "happiness"), UsageError),
        (lambda: Definition("nps", "csat_1_5", "net"), UsageError),
        (lambda: Definitions(churn_after=timedelta()), UnitError),
        (lambda: Definitions(resolved_within=7), UnitError),
        (lambda: Definitions(weights={"Chat": -1.0, "Call": 2.0}), UsageError),
        (lambda: Definitions(weights={"Chat": 0.0}), UsageError),
    ],
)
def test_what_is_refused(make, error):
    with pytest.raises(error):
        make()

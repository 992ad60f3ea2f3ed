"""Laws that hold for every registered analysis, and agreement with the oracle in plain Python."""

import math
from pathlib import Path

import numpy as np
import oracle
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from property_logs import NAMES, logs, permuted, split

from sojourn.analysis.seam import ANALYSES, answer
from sojourn.log.journeylog import JourneyLog

FITTED = {
    "consistency": "unit/analysis/test_consistency.py",
    "trends": "unit/analysis/test_trends.py",
    "lifetime_value": "unit/analysis/test_lifetime_value.py",
    "features": "unit/analysis/test_features.py",
    "segments": "unit/analysis/test_segments.py",
    "rules": "unit/analysis/test_rules.py",
    "correlations": "unit/analysis/test_correlations.py",
    "drivers": "unit/analysis/test_drivers.py",
    "attribution": "property/test_attribution_laws.py",
    "metrics": "unit/analysis/metrics/test_metrics.py",
    "response_bias": "unit/analysis/metrics/test_response_bias.py",
    "emotion": "unit/analysis/emotion/test_emotion.py",
    "pain_points": "unit/analysis/effects/test_pain_points.py",
    "moments_of_truth": "unit/analysis/effects/test_moments_of_truth.py",
    "what_if": "unit/analysis/test_what_if.py",
    "voice": "unit/analysis/test_voice.py",
}
"""Analyses whose second stage fits a model, and the test of what they find: they have no oracle in plain Python."""

SPECS = {name: ANALYSES[name].examples(NAMES) for name in ANALYSES}
COUNTED = [name for name in ANALYSES if name not in FITTED]


def each(name):
    """The example specs of an analysis; a failure says at which one it was."""
    for spec in SPECS[name]:
        note(f"spec: {spec}")
        yield spec


def everything(result):
    """All that a result says."""
    extra = {
        name: np.asarray(getattr(result, name)).tolist() if name == "before" else getattr(result, name)
        for name in type(result).__dataclass_fields__
        if not name.startswith("_") and name != "per_customer"
    }
    return result.table.to_pylist(), extra, result.headline(), repr(result.estimates())


def test_every_analysis_has_an_oracle_or_a_test_of_its_own():
    here = Path(__file__).parents[1]
    assert set(FITTED) == {name for name in ANALYSES if not hasattr(oracle, name)}
    assert all((here / path).exists() for path in FITTED.values())


def agree(rows, expected):
    """The rows are those of the oracle: exact, but for fractions."""
    assert [list(row) for row in rows] == [list(row) for row in expected]
    for row, right in zip(rows, expected, strict=True):
        assert {k: v for k, v in right.items() if not isinstance(v, float)} == {
            k: v for k, v in row.items() if not isinstance(right[k], float)
        }
        for column, value in right.items():
            if isinstance(value, oracle.Near):
                assert value == row[column], column
            elif isinstance(value, float):
                assert math.isclose(row[column], value, rel_tol=1e-12, abs_tol=1e-12), (column, value, row)


@pytest.mark.parametrize("name", COUNTED)
@settings(max_examples=25)
@given(log=logs())
def test_the_table_is_what_the_oracle_counts(name, log):
    journeys = oracle.journeys_of(log)
    for spec in each(name):
        agree(answer(log, spec).table.to_pylist(), getattr(oracle, name)(spec, journeys))


@pytest.mark.parametrize("name", list(ANALYSES))
@settings(max_examples=25)
@given(log=logs(), cuts=st.lists(st.integers(0, 50), max_size=5), seed=st.integers(0, 9))
def test_any_split_in_any_order_gives_the_same_result(name, log, cuts, seed):
    pieces = permuted(split(log, cuts), seed)
    for spec in each(name):
        assert everything(answer(pieces, spec)) == everything(answer(log, spec))


@pytest.mark.parametrize("name", list(ANALYSES))
@settings(max_examples=25)
@given(log=logs())
def test_the_empty_log_is_the_identity(name, log):
    for spec in each(name):
        nobody = JourneyLog((), log.kinds, log.vocabularies).reduce(spec.measure)
        tally = log.reduce(spec.measure)
        alone = everything(spec.conclude(tally, log.vocabularies))
        assert everything(spec.conclude(nobody + tally, log.vocabularies)) == alone
        assert everything(spec.conclude(tally + nobody, log.vocabularies)) == alone
        assert everything(spec.conclude(nobody, log.vocabularies))[1]["customers"] == 0


def test_every_parameter_is_tried_by_some_example():
    for name in ANALYSES:
        for field in SPECS[name][0].__dataclass_fields__.values():
            assert any(getattr(s, field.name) != field.default for s in SPECS[name]), (name, field.name)

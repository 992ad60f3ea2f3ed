"""A remembered answer is the answer: for every registered analysis, on any log."""

import pytest
from hypothesis import given, settings
from property_logs import logs
from test_analysis_laws import SPECS, each, everything

from sojourn.analysis.answered import MOST, remember
from sojourn.analysis.seam import answer


@pytest.fixture(autouse=True)
def _remembering_again():
    yield
    remember(MOST)


@pytest.mark.parametrize("name", list(SPECS))
@settings(max_examples=2)
@given(log=logs(), other=logs())
def test_a_remembered_answer_equals_a_fresh_one(name, log, other):
    for spec in each(name):
        remember(MOST)
        first, of_another = answer(log, spec), answer(other, spec)
        known = answer(log, spec)
        assert known is first
        remember(0)
        assert everything(answer(log, spec)) == everything(known)
        assert everything(answer(other, spec)) == everything(of_another)

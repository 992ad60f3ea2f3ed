"""The document of a report: schema, absence, round trip, refusals."""

import json
import math

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from shop import QUALITY, discovered, shop_report

from sojourn.errors import InputError
from sojourn.report.compose import build
from sojourn.report.document import Metric, Report, schema
from sojourn.testing import log_of, random_log

BLOCKS = {
    "quality",
    "touchpoints",
    "stages",
    "transitions",
    "map_flow",
    "paths",
    "funnel",
    "metrics",
    "comparisons",
    "visits",
    "rhythm",
    "retention",
}


def faults(document):
    return [error.message for error in Draft202012Validator(schema()).iter_errors(document)]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("seed", range(4))
def test_reports_of_random_logs_fit_the_schema(seed):
    report, _ = discovered(random_log(seed), "T1")
    assert faults(json.loads(report.to_json())) == []


def test_the_names_are_those_of_the_interface():
    found = json.loads(shop_report().to_json())
    named = {
        "quality": {"rows_in", "rows_kept", "dropped"},
        "summary": {"customers", "events", "touchpoints", "channels", "first", "last", "goal"},
        "touchpoints": {
            "name",
            "stage",
            "channel",
            "customers",
            "events",
            "share_of_customers",
            "median_wait_s",
            "exits_share",
        },
        "stages": {"name", "position", "customers", "touchpoints"},
        "transitions": {"source", "target", "count", "customers", "mean_s", "median_s"},
        "paths": {"path", "customers", "share", "goal_share"},
        "funnel": {"step", "customers", "share_of_first", "share_of_previous", "median_s"},
    }
    for block, names in named.items():
        row = found[block][0] if isinstance(found[block], list) else found[block]
        assert names <= set(row), block
    assert set(found["metrics"]["conversion"]) == {"value", "low", "high", "n", "definition", "status"}
    assert {"schema_version", "generated_by", "language"} <= set(found)


def test_what_the_data_know_nothing_about_is_absent():
    found = json.loads(shop_report().to_json())
    asks_for_more = {
        "pain_points",
        "moments_of_truth",
        "segments",
        "opportunities",
        "what_if",
        "lifetime_value",
    }
    assert asks_for_more.isdisjoint(found)  # four customers tell nothing of these
    assert {"attribution", "emotions"} <= set(found)
    bare = json.loads(build(log_of("ann  09:00  Home"), None).to_json())
    assert {"quality", "stages", "funnel", "metrics", "comparisons", "map_flow"}.isdisjoint(bare)
    assert faults(bare) == []


def test_an_absent_block_is_never_null():
    found = json.loads(shop_report().to_json())
    for block in BLOCKS & set(found):
        assert any("None" in m or "null" in m for m in faults({**found, block: None})), block


def test_round_trip():
    report = shop_report()
    text = report.to_json()
    assert text.endswith("}\n")
    assert Report.load(text) == report
    assert Report.load(text).to_json() == text


def test_equal_logs_give_equal_text():
    assert shop_report().to_json() == shop_report().to_json()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema_version": "report/9"}, "schema_version"),
        ({"summary": {}}, "summary.customers"),
        ({"suprise": 1}, "suprise"),
    ],
)
def test_other_documents_are_refused_by_place(change, place):
    document = {**json.loads(shop_report().to_json()), **change}
    with pytest.raises(InputError, match=place):
        Report.load(json.dumps(document))


def test_text_that_is_not_json_is_refused():
    with pytest.raises(InputError, match="not a report"):
        Report.load("<html>")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_no_number_that_is_not_one(value):
    with pytest.raises(ValidationError, match="finite"):
        Metric(value=value, low=None, high=None, n=1, definition="", status="computed")


def test_a_report_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        shop_report().title = "other"


def test_quality_is_that_of_the_file():
    report = shop_report()
    assert json.loads(report.to_json())["quality"] == QUALITY

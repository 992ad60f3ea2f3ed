"""What every result can do, tried on every registered analysis and on comparisons."""

import json
import re

import pyarrow as pa
import pytest

from sojourn.analysis.compare import compare
from sojourn.analysis.seam import ANALYSES, answer
from sojourn.testing import random_log

LOG = random_log(3)
SPECS = {name: ANALYSES[name].examples(LOG.touchpoints.names) for name in ANALYSES}
RESULTS = [
    pytest.param(answer(LOG, spec), id=f"{name}-{i}") for name in SPECS for i, spec in enumerate(SPECS[name])
]
RESULTS.append(pytest.param(compare("exits", LOG, by="channel", a="C0", b="C1"), id="compare"))
RESULTS.append(
    pytest.param(compare("exits", LOG, by="period", a="2026-01-01", b="2026-01-02"), id="compare-period")
)


@pytest.mark.parametrize("result", RESULTS)
def test_it_shows_itself_in_text_and_html(result):
    text = repr(result)
    assert text.splitlines()[0] == result.headline()
    assert all(column in text.splitlines()[1] for column in result.table.column_names)
    page = result._repr_html_()
    assert page.startswith("<table><caption>")
    assert page.count("<tr>") == 1 + min(20, result.table.num_rows)


@pytest.mark.parametrize("result", RESULTS)
def test_it_is_an_arrow_stream_and_plain_values(result):
    assert pa.table(result).equals(result.table)
    plain = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert plain["result"] == type(result).__name__
    assert len(plain["rows"]) == result.table.num_rows
    assert set(plain["spec"]) == set(result.spec.__dataclass_fields__)


def family(column):
    """Columns named after a value of the log are documented once: touchpoint:Cart as touchpoint:NAME."""
    return f"{column.partition(':')[0]}:NAME" if ":" in column else column


def quoted(text):
    return set(re.findall(r"``[^`]+``", text))


@pytest.mark.parametrize("result", RESULTS)
def test_its_documentation_names_every_column(result):
    text = type(result).__doc__
    assert not [c for c in result.table.column_names if not {f"``{c}``", f"``{family(c)}``"} & quoted(text)]


def test_it_becomes_a_data_frame():
    frame = answer(LOG, SPECS["exits"][0]).to_pandas()
    assert frame["exits"].sum() == LOG.extent.customers

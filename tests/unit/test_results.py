import json

import pyarrow as pa
import pytest

from sojourn.analysis.transitions import transitions
from sojourn.errors import MissingExtraError
from sojourn.testing import log_of, random_log


@pytest.fixture
def flow():
    return transitions(
        log_of("""
            ann  09:00  <b>Home</b>
            ann  09:05  Cart
        """)
    )


def test_repr_is_short_and_says_how_much_is_left():
    text = repr(transitions(random_log(1)))
    assert len(text.splitlines()) == 11
    assert text.splitlines()[-1].endswith("more rows in .table")


def test_html_is_escaped(flow):
    assert "<b>Home" not in flow._repr_html_()
    assert "&lt;b&gt;Home" in flow._repr_html_()


def test_results_are_arrow_streams(flow):
    assert pa.table(flow).equals(flow.table)


def test_results_are_json(flow):
    assert json.loads(json.dumps(flow.to_dict()))["rows"][0]["count"] == 1


def test_pandas_or_a_hint(flow, monkeypatch):
    assert list(flow.to_pandas().columns) == flow.table.column_names
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sojourn\[pandas\]'"):
        flow.to_pandas()

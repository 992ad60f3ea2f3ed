"""The snippets of the page on clusters run, one after the other, on a session called ``spark``."""

import re
from pathlib import Path

import pyarrow.parquet as pq

from sojourn.demo.company import simulate
from sojourn.demo.ledger import ledger

PAGE = Path(__file__).parents[2] / "docs/how-to/run-on-a-cluster.md"


def test_what_the_page_shows_works(spark, tmp_path, capsys):
    (tmp_path / "events").mkdir()
    pq.write_table(ledger(simulate(100, seed=7)).drop_columns(["what"]), tmp_path / "events/demo.parquet")
    page = PAGE.read_text(encoding="utf-8").replace("/mnt/shared", str(tmp_path))
    snippets = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    namespace = {"spark": spark}
    for snippet in snippets:
        exec(compile(snippet, PAGE.name, "exec"), namespace)
    assert "JourneyLog: 100 customers" in capsys.readouterr().out
    assert len(snippets) == 3

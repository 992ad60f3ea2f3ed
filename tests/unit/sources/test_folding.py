"""Orders whose lines stand together are folded in one pass, and come out as if all lines had been grouped."""

import pytest

from sojourn.sources.dialects import folding
from sojourn.sources.files import Named, open_file
from sojourn.sources.source import workspace

HEADER = "Name,Email,Created at,Total,Currency,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku\n"


def line(order, item, *, first=True):
    own = f"a{order}@example.com,2025-01-0{order % 9 + 1} 10:00:00 +0100,12.50,EUR" if first else ",,,"
    return f'#{order},{own},{order},"Sock, ""{item}""",1.50,s{item}\n'


def orders(path):
    with workspace() as space:
        return open_file(Named(path, "orders"), space)[0].scan().to_arrow_table().to_pylist()


@pytest.mark.parametrize(
    ("lines", "one_pass"),
    [
        ([line(1, 1), line(1, 2, first=False), line(2, 1), line(3, 1), line(3, 2)], True),
        ([line(1, 1), line(2, 1), line(1, 2, first=False)], False),
        ([line(1, 1), line(1, 1), line(2, 2)], False),
        ([line(1, 1, first=False), line(1, 2), line(2, 2)], True),
        ([line(i, k, first=not k) for i in range(3_000) for k in range(i % 4 + 1)], True),
        ([line(1, k, first=not k) for k in range(3_000)], True),
    ],
)
def test_one_pass_gives_what_grouping_gives(lines, one_pass, tmp_path, monkeypatch):
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "".join(lines))
    said = []
    monkeypatch.setattr(folding.runs, "_BATCH_ROWS", 2_048)
    fast = folding._folded_in_one_pass
    monkeypatch.setattr(folding, "_folded_in_one_pass", lambda *given: said.append(fast(*given)) or said[-1])
    quick = orders(path)
    monkeypatch.setattr(folding, "_folded_in_one_pass", lambda *_: False)
    assert said == [one_pass]
    assert quick == orders(path)

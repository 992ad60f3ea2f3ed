"""Lines of JSON as batches of text columns, taken apart by a compiled loop; what it calls odd stays a line of text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.sources.kernels.objects import BLANK as BLANK_LINE
from sojourn.sources.kernels.objects import ODD, slots_of, take_apart
from sojourn.sources.pieces import scanned, texts
from sojourn.sources.source import Workspace

BLANK: Final = "sojourn:blank"
RECORD: Final = "sojourn:record"
UNREAD: Final = "sojourn:unread"

Keys = tuple[str, ...]


def column_of(position: int) -> str:
    """The column of :func:`taken_apart` for the name at a position."""
    return f"sojourn:cell {position}"


def taken_apart(path: Path, names: Mapping[str, Keys], workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """A scan with a text column per name, the text of odd lines (else missing), and two marks of a line.

    They are whether it is blank, and whether it has values that no name leads to (of odd lines: no). Without names, every line that is not blank is odd.
    """
    tree = _Tree(names)
    fields = [pa.field(column_of(i), pa.string()) for i in range(len(names))]
    marks = [pa.field(RECORD, pa.string()), pa.field(BLANK, pa.bool_()), pa.field(UNREAD, pa.bool_())]
    schema = pa.schema([*fields, *marks])

    def work(buffer: NDArray[np.uint8], newline: int) -> pa.RecordBatch:
        most = int(np.count_nonzero(buffer == newline)) + 1
        starts = np.full((len(names), most), -1, np.int32)
        ends = np.empty((len(names), most), np.int32)
        lines = np.empty((2, most), np.int32)
        states = np.empty(most, np.uint8)
        unread = np.empty(most, np.uint8)
        rows = take_apart(
            buffer, newline, tree.slots, tree.keys, tree.columns, starts, ends, lines, states, unread
        )
        states = states[:rows]
        odd = np.where((states == ODD) | (not names and states != BLANK_LINE), lines[0, :rows], -1).astype(
            np.int32
        )
        cells = [texts(buffer, starts[i, :rows], ends[i, :rows]) for i in range(len(names))]
        marks = [pa.array(states == BLANK_LINE), pa.array((unread[:rows] > 0) & bool(names))]
        return pa.RecordBatch.from_arrays(
            [*cells, texts(buffer, odd, lines[1, :rows]), *marks], schema=schema
        )

    return scanned(path, schema, work, workspace)


class _Tree:
    """The known keys as the compiled loop looks them up: every key of every path has a number."""

    def __init__(self, names: Mapping[str, Keys]) -> None:
        numbers: dict[Keys, int] = {}
        nodes: list[int] = []
        columns: list[int] = []
        spelled: list[bytes] = []
        for column, keys in enumerate(names.values()):
            for depth in range(1, len(keys) + 1):
                known = numbers.setdefault(keys[:depth], len(numbers))
                if known == len(nodes):
                    nodes.append(numbers[keys[: depth - 1]] if depth > 1 else -1)
                    columns.append(-1)
                    spelled.append(keys[depth - 1].encode("utf-8", "replace"))
            columns[numbers[keys]] = column
        bounds = np.cumsum([0, *map(len, spelled)]).astype(np.int32)
        self.keys = np.frombuffer(b"".join(spelled) or b" ", np.uint8)
        self.columns = np.array(columns, np.int32)
        self.slots = slots_of(np.array(nodes, np.int32), bounds, self.keys)

"""Lines of JSON as a table: which keys there are, a sample of them, and a scan that takes each line apart once."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from sojourn.sources.json_pieces import BLANK, RECORD, UNREAD, Keys, column_of, taken_apart
from sojourn.sources.source import SAMPLE_ROWS, Workspace

BROKEN: Final = "sojourn:broken"
_APART: Final = "sojourn:apart"
_VALUES: Final = "sojourn:values"
_PIECE: Final = 1 << 20
_DEPTH: Final = 6
_TYPE: Final = r'":("[^NJ]|\[)'  # the type of a value, but NULL, and JSON, which {} has
_LONE_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


def object_of(line: str) -> dict[str, Any] | None:
    """The object a line holds, or None if it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if _LONE_HALF.search(line):  # half a character: JSON can write it, text cannot hold it
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    return dict(value)


def sample_objects(path: Path) -> list[dict[str, Any]]:
    """Objects from the beginning, the middle and the end of a file of lines."""
    size = path.stat().st_size
    records: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for offset in (0, size // 2, size - 2 * _PIECE) if size > 12 * _PIECE else (0,):
            file.seek(offset)
            piece = file.read(4 * _PIECE if offset == 0 else 2 * _PIECE)
            lines = piece.splitlines()[(1 if offset else 0) : SAMPLE_ROWS // 2]
            found = (object_of(line.decode("utf-8-sig", "replace")) for line in lines)
            records += [r for r in found if r is not None]
    return records


def leaves(records: Iterable[dict[str, Any]]) -> dict[str, Keys]:
    """Dotted name → keys from the outside in, of every value that is not an object."""
    found: dict[str, Keys] = {}
    known: set[Keys] = set()
    taken: set[str] = set()

    def visit(value: dict[str, Any], outer: Keys) -> None:
        for key, inner in value.items():
            keys = (*outer, key)
            if isinstance(inner, dict) and len(outer) < _DEPTH:
                visit(inner, keys)
            elif inner is not None and inner != {} and keys not in known:
                known.add(keys)
                name = ".".join(keys)
                while name.casefold() in taken:
                    name += "_"
                taken.add(name.casefold())
                found[name] = keys

    for record in records:
        visit(record, ())
    return found


def sample_table(records: list[dict[str, Any]], names: Mapping[str, Keys]) -> pa.Table:
    """The objects as a table of text, as :func:`scan` gives it."""
    columns = [pa.array([_text(_at(r, keys)) for r in records], pa.string()) for keys in names.values()]
    return pa.table(columns, names=list(names))


def _at(record: Any, keys: Keys) -> Any:
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def scan(path: Path, names: Mapping[str, Keys], workspace: Workspace) -> duckdb.DuckDBPyRelation:
    """All lines, each taken apart; a line that is no object is marked, not skipped.

    Most lines are taken apart by a compiled loop. What it calls odd is parsed by the engine. Keys that no struct can hold
    together (two that differ only in case, one that is an object here and a word there) are looked up one by one, in
    every line.
    """
    if shape_of(names)[1]:
        return _parsed(taken_apart(path, {}, workspace), names)
    fast = taken_apart(path, names, workspace)
    marks = [ColumnExpression(name) for name in (BLANK, BROKEN, UNREAD)]
    parsed = _parsed(fast, names, beside=True)
    cells = [
        CaseExpression(ColumnExpression(RECORD).isnull(), ColumnExpression(column_of(i)))
        .otherwise(ColumnExpression(name))
        .alias(name)
        for i, name in enumerate(names)
    ]
    told = CaseExpression(ColumnExpression(BROKEN), ColumnExpression(RECORD)).otherwise(
        ConstantExpression(None)
    )
    return parsed.select(told.alias(RECORD), *marks, *cells)


def _parsed(
    lines: duckdb.DuckDBPyRelation, names: Mapping[str, Keys], *, beside: bool = False
) -> duckdb.DuckDBPyRelation:
    """Lines of text parsed by the engine, and what else the lines have, if wanted `beside`."""
    record = ColumnExpression(RECORD)
    bare = _call("ltrim", record, ConstantExpression(" \t\r"))
    whole = _call("starts_with", bare, ConstantExpression("{")) & _call("json_valid", record)
    sound = CaseExpression(whole, record).otherwise(ConstantExpression(None))
    others = [ColumnExpression(column_of(i)) for i in range(len(names))] if beside else []
    values, blank = ColumnExpression(_VALUES), ColumnExpression(BLANK)
    apart = lines.select(record, blank, ColumnExpression(UNREAD), *others, sound.alias(_VALUES))
    wrong = values.isnull() & record.isnotnull() & ~blank
    more = ColumnExpression(UNREAD) | CaseExpression(values.isnull(), ConstantExpression(False)).otherwise(
        _more_than(names, values)
    )
    marks = [record, blank, wrong.alias(BROKEN), more.alias(UNREAD), *others]
    shape, single = shape_of(names)
    extra = []
    if shape:
        extra.append(_call("json_transform", values, ConstantExpression(json.dumps(shape))).alias(_APART))
    if single:
        pointers = ConstantExpression([_pointer(names[name]) for name in single])
        extra.append(_call("json_extract_string", values, pointers).alias(_VALUES))
    apart = apart.select(*marks, *extra)
    cells = [
        (_looked_up(single.index(name)) if name in single else _inside(keys)).alias(name)
        for name, keys in names.items()
    ]
    told = (
        record
        if beside
        else CaseExpression(ColumnExpression(BROKEN), record).otherwise(ConstantExpression(None))
    )
    told_of = [blank, ColumnExpression(BROKEN), ColumnExpression(UNREAD)]
    return apart.select(told.alias(RECORD), *told_of, *others, *cells)


def _more_than(names: Mapping[str, Keys], values: Expression) -> Expression:
    """Whether an object has values, other than null and {}, that no name leads to.

    What the names lead to is taken out of the object's structure; then no type of a value may be left. A word where
    an object is expected is told by its type.
    """
    known: dict[str, Any] = {}
    nodes: dict[Keys, None] = {}
    for keys in sorted(names.values(), key=len, reverse=True):
        place = known
        for depth, key in enumerate(keys[:-1]):
            place = place.setdefault(key, {})
            nodes[keys[: depth + 1]] = None
        place.setdefault(keys[-1], None)
    left = _call("json_merge_patch", _call("json_structure", values), ConstantExpression(json.dumps(known)))
    more = _call("regexp_matches", left.cast("VARCHAR"), ConstantExpression(_TYPE))
    read = set(names.values())
    for keys in nodes:
        if keys not in read:
            kind = _call("json_type", values, ConstantExpression(_pointer(keys)))
            more = more | ~CoalesceOperator(
                kind.isin(ConstantExpression("OBJECT"), ConstantExpression("NULL")), ConstantExpression(True)
            )
    return more


def _call(function: str, *arguments: Expression) -> Expression:
    return FunctionExpression(function, *arguments)


def _inside(keys: Keys) -> Expression:
    cell: Expression = ColumnExpression(_APART)
    for key in keys:
        cell = _call("struct_extract", cell, ConstantExpression(key))
    return cell


def _looked_up(position: int) -> Expression:
    cell = _call("list_extract", ColumnExpression(_VALUES), ConstantExpression(position + 1))
    # An object is in the columns of its keys already; here is what stands in its place in other lines.
    return CaseExpression(
        _call("starts_with", cell, ConstantExpression("{")), ConstantExpression(None)
    ).otherwise(cell)


def _pointer(keys: Keys) -> str:
    return "".join(f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys)


def shape_of(names: Mapping[str, Keys]) -> tuple[dict[str, Any], list[str]]:
    """The struct of all keys that fit into one, and the names of those that do not."""
    shape: dict[str, Any] = {}
    spelled: dict[Keys, str] = {}
    single = []
    for name, keys in sorted(names.items(), key=lambda item: -len(item[1])):
        place, fits = shape, all(keys)
        for depth, key in enumerate(keys):
            folded = (*keys[:depth], key.casefold())
            inner = place.get(key) if fits else None
            last = depth == len(keys) - 1
            clash = inner is not None and (last or not isinstance(inner, dict))
            fits = fits and spelled.get(folded, key) == key and not clash
            if not fits:
                single.append(name)
                break
            spelled[folded] = key
            place = place.setdefault(key, "VARCHAR" if last else {})
    return _without_empty(shape), single


def _without_empty(shape: dict[str, Any]) -> dict[str, Any]:
    """The same without objects that ended up with no key."""
    kept = {k: _without_empty(v) if isinstance(v, dict) else v for k, v in shape.items()}
    return {k: v for k, v in kept.items() if v != {}}

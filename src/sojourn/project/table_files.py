"""Tables as files: Arrow, Parquet, and CSV that a spreadsheet can open without running anything."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa

from sojourn.spreadsheets import guarded, guarded_array

Form = Literal["arrow", "csv", "parquet"]

_PLAIN: Final = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
    pa.types.is_null,
)


@contextmanager
def table_file(path: Path, schema: pa.Schema, form: Form) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """A file that takes batches of one schema."""
    if form == "csv":
        with pa.OSFile(str(path), "wb") as sink, csv_stream(sink, schema) as write:
            yield write
    elif form == "parquet":
        import pyarrow.parquet as pq

        with pq.ParquetWriter(str(path), schema, compression="zstd") as writer:
            yield writer.write_batch
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            yield writer.write_batch


@contextmanager
def csv_stream(sink: Any, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """CSV: lists and structures as JSON, text and names of columns guarded against formulas."""
    import pyarrow.csv

    header = [guarded(name) for name in schema.names]
    plain = pa.schema([pa.field(n, _csv_type(f.type)) for n, f in zip(header, schema, strict=True)])
    with pyarrow.csv.CSVWriter(sink, plain) as writer:
        yield lambda batch: writer.write_batch(
            pa.RecordBatch.from_arrays([_csv_column(values) for values in batch.columns], schema=plain)
        )


def _csv_type(kind: pa.DataType) -> pa.DataType:
    return kind if any(test(kind) for test in _PLAIN) else pa.string()


def _csv_column(values: pa.Array) -> pa.Array:
    if any(test(values.type) for test in _PLAIN):
        return values
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return guarded_array(values.cast(pa.string()))
    if pa.types.is_dictionary(values.type):
        return _csv_column(values.dictionary_decode())
    if pa.types.is_nested(values.type):
        return pa.array([None if v is None else as_json(v) for v in values.to_pylist()], pa.string())
    return guarded_array(pa.array([None if v is None else str(v) for v in values.to_pylist()], pa.string()))


def as_json(value: Any) -> str:
    """A value as JSON on one line; times as ISO 8601.

    >>> as_json(["Home", None]), as_json({"n": 1})
    ('["Home", null]', '{"n": 1}')
    """
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

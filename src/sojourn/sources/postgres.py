"""PostgreSQL through ADBC (extra ``postgres``), for reading only."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pyarrow as pa

from sojourn.errors import MissingExtraError
from sojourn.sources.rows import Database, distinct, quote

_DRIVER_KNOWS: Final = frozenset(
    {
        "int2", "int4", "int8", "float4", "float8", "bool", "text", "varchar", "bpchar", "name", "timestamp", "timestamptz", "date",
    }
)  # fmt: skip
_HIDDEN: Final = ("pg_catalog", "information_schema", "pg_toast")


@contextmanager
def postgres(url: str) -> Iterator[Database]:
    """Connect for reading.

    Raises
    ------
    MissingExtraError
        If the driver is not installed.
    """
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as error:
        raise MissingExtraError.needing(
            "adbc-driver-postgresql", "postgres", "Reading a PostgreSQL database"
        ) from error
    with closing(dbapi.connect(url, autocommit=True)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE NOT (table_schema = ANY($1)) ORDER BY 1, 2",
            (list(_HIDDEN),),
        )
        places = {(n if s == "public" else f"{s}.{n}"): (s, n) for s, n in cursor.fetchall()}

        def rows(sql: str) -> Iterator[pa.RecordBatch]:
            cursor.execute(sql)
            reader = cursor.fetch_record_batch()
            schema = _plain_schema(reader.schema)
            yield pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)
            for batch in reader:
                yield _plain_batch(batch, schema)

        def whole(name: str) -> str:
            cursor.execute(
                "SELECT column_name, udt_name FROM information_schema.columns "
                "WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position",
                places[name],
            )
            return _select_all(places[name], cursor.fetchall())

        yield Database(tuple(places), rows, whole)


def _select_all(place: tuple[str, str], columns: list[tuple[str, str]]) -> str:
    """The query for a whole table; what the driver would give as raw bytes (addresses, money, uuids) comes as text."""
    cells = [
        quote(name) if kind in _DRIVER_KNOWS else f"{quote(name)}::text AS {quote(name)}"
        for name, kind in columns
    ]
    return f"SELECT {', '.join(cells) or '*'} FROM {quote(place[0])}.{quote(place[1])}"  # noqa: S608 - quoted names


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    """Types that Parquet and the engine know: what is of an extension (uuid, json, numeric as text) becomes its storage."""
    names = distinct(schema.names)
    return pa.schema([(n, _plain_type(f.type)) for n, f in zip(names, schema, strict=True)])


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    if _is_bytes(kind) or pa.types.is_null(kind) or pa.types.is_interval(kind) or pa.types.is_duration(kind):
        return pa.string()
    return kind


def _plain_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [_plain_array(column, f.type) for column, f in zip(batch.columns, schema, strict=True)], schema=schema
    )


def _plain_array(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if column.type == kind:
        return column
    if _is_bytes(column.type):
        uuid = column.type == pa.binary(16)
        texts = [None if v is None else _bytes_text(v, uuid=uuid) for v in column.to_pylist()]
        return pa.array(texts, pa.string())
    try:
        return column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _bytes_text(value: bytes, *, uuid: bool) -> str:
    """Bytes as text if they are one, else in hexadecimal digits, a uuid with its dashes."""
    digits = value.hex()
    if uuid:
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return digits
    return text if text.isprintable() else digits

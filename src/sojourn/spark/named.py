"""Data that only Spark reaches, by name: tables of its catalogue, and Parquet on storage it has a scheme for."""

import re
from typing import Any, Final

from sojourn.sources.database import is_url

_TABLE: Final = "table:"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_spark_name(source: object) -> bool:
    """Whether a source is a table of the catalogue (``table:NAME``) or has an address that is no database's.

    >>> [is_spark_name(name) for name in ("table:sales.events", "s3a://data/events", "postgresql://h/db?table=t", "e.csv")]
    [True, True, False, False]
    """
    if not isinstance(source, str) or is_url(source):
        return False
    return source.startswith(_TABLE) or _SCHEME.match(source) is not None


def frame_of(source: str, spark: Any) -> Any:
    """The data frame that has such a name."""
    if source.startswith(_TABLE):
        return spark.table(source.removeprefix(_TABLE))
    return spark.read.parquet(source)

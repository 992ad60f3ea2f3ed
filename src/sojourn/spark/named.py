"""Data that only Spark reaches, by name: tables of its catalogue, and Parquet on storage it has a scheme for."""

import re
from typing import Any, Final

from sojourn.errors import UnknownNameError

_TABLE: Final = "table:"
_STORAGE: Final = re.compile(r"(file|hdfs|webhdfs|viewfs|s3|s3a|gs|abfss?|wasbs?|dbfs|oss|cosn?|obs)://")


def is_spark_name(source: object) -> bool:
    """Whether a source is a table of the catalogue (``table:NAME``) or lies on storage (``s3a://…``).

    >>> [is_spark_name(name) for name in ("table:sales.events", "s3a://data/events", "postgresql://h/db?table=t", "e.csv")]
    [True, True, False, False]
    """
    return isinstance(source, str) and (source.startswith(_TABLE) or _STORAGE.match(source) is not None)


def frame_of(source: str, spark: Any) -> Any:
    """The data frame that has such a name.

    Raises
    ------
    UnknownNameError
        If the catalogue of the session has no such table.
    """
    if source.startswith(_TABLE):
        name = source.removeprefix(_TABLE)
        if not spark.catalog.tableExists(name):
            raise UnknownNameError(
                f"Spark's catalogue has no table or view {name!r}.",
                hint="spark.catalog.listTables() names those of the current database; others are written database.table.",
                context={"name": name},
            )
        return spark.table(name)
    return spark.read.parquet(source)

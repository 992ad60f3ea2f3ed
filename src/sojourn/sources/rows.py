"""What every database offers: its tables by name, and the rows of a query in batches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Database:
    """An open database.

    Attributes
    ----------
    tables
        Names of its tables and views.
    select
        The rows of a query; the first batch may be empty, so that the columns are known.
    whole
        The query for all rows of a table.
    """

    tables: tuple[str, ...]
    select: Callable[[str], Iterator[pa.RecordBatch]]
    whole: Callable[[str], str]


def distinct(names: list[str]) -> list[str]:
    """Names of columns, repeats numbered: a query can give two columns one name."""
    taken: set[str] = set()
    result = []
    for name in names:
        candidate, n = name, 2
        while candidate.casefold() in taken:
            candidate, n = f"{name}_{n}", n + 1
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def quote(name: str) -> str:
    """A name as it stands in a query, whatever signs it has.

    >>> print(quote('Odd "name'))
    "Odd ""name"
    """
    return '"' + name.replace('"', '""') + '"'

"""A database that can only be asked: no files, no settings, no changes, one question at a time."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from sojourn.errors import LimitError, UsageError

_LONGEST: Final = 100_000
_DEEPEST: Final = 200
_BATCH_ROWS: Final = 50_000
_NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_TABLE_FUNCTIONS: Final = frozenset(
    {"range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree"}
)
_FIRST_WORD: Final = re.compile(r"explain\b", re.IGNORECASE)
_SECOND_WORD: Final = re.compile(r"analy[sz]e\b", re.IGNORECASE)
_ONLY: Final = "Ask one question that begins with SELECT, WITH, FROM, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN."


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the columns, and the rows as they come."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Sandbox:
    """An engine that holds some tables and answers questions about them; made by :func:`sandbox`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def ask(self, sql: str) -> Answer:
        """The answer to one question; what goes wrong later is raised while its batches are taken.

        Raises
        ------
        UsageError
            If it is not one reading statement, cannot be understood, or names something that is not there.
        LimitError
            If it needs more memory or disk than it may use.
        """
        with translated():
            statement = self._checked(sql)
            reader = self._connection.from_query(statement).to_arrow_reader(_BATCH_ROWS)
            return Answer(reader.schema, _translated(reader))

    def interrupt(self) -> None:
        """Stop the question that is being answered."""
        self._connection.interrupt()

    def _checked(self, sql: str) -> Any:
        """The only statement, after a look at its parse tree: what is not known to be harmless is refused."""
        if len(sql) > _LONGEST:
            raise UsageError(f"A question has at most {_LONGEST:,} characters.", hint="Ask a shorter one.")
        if "\0" in sql or any(0xD800 <= ord(letter) < 0xE000 for letter in sql):
            raise UsageError(
                "The question holds a character that is none (NUL or half of a pair).", hint="Remove it."
            )
        statements = self._connection.extract_statements(sql)
        if len(statements) != 1:
            raise UsageError(
                f"That is {len(statements) or 'no'} statement{'s' * (len(statements) != 1)}.", hint=_ONLY
            )
        statement = statements[0]
        kind = statement.type.name
        if kind not in {"SELECT", "EXPLAIN"}:
            raise UsageError(f"{kind.replace('_', ' ')} is not permitted: data can only be read.", hint=_ONLY)
        _inspect(self._tree(_explained(sql) if kind == "EXPLAIN" else sql))
        return statement

    def _tree(self, sql: str) -> Any:
        [(text,)] = self._connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
        tree = json.loads(text)
        if tree["error"]:
            raise UsageError("That is not a question about data.", hint=_ONLY)
        return tree["statements"]


def _explained(sql: str) -> str:
    """What EXPLAIN [ANALYZE] [(options)] explains; comments stand behind the token before them."""
    text = sql.encode()
    places = [place for place, kind in duckdb.tokenize(sql) if kind != duckdb.token_type.comment]
    tokens = [text[a:b].decode(errors="replace") for a, b in pairwise([*places, len(text)])]
    at = next((i for i, token in enumerate(tokens) if _FIRST_WORD.match(token)), 0) + 1
    if at < len(tokens) and _SECOND_WORD.match(tokens[at]):
        at += 1
    if at < len(tokens) and tokens[at].startswith("("):
        while at < len(tokens) and not tokens[at].startswith(")"):
            at += 1
        at += 1
    return text[places[at] :].decode() if at < len(places) else ""


def _inspect(tree: Any, depth: int = 0) -> None:
    """Refuse statements inside statements, and functions that reach beyond the tables."""
    if depth > _DEEPEST:
        raise UsageError("The question is nested too deeply.", hint="Name its parts in a WITH.")
    if isinstance(tree, dict):
        kind = str(tree.get("type", ""))
        if kind.endswith("_NODE") and kind not in _NODES:
            raise UsageError("Data can only be read.", hint=_ONLY)
        if kind == "TABLE_FUNCTION":
            name = str((tree.get("function") or {}).get("function_name", "")).lower()
            if name not in _TABLE_FUNCTIONS:
                raise UsageError(
                    f"The table function {name or '?'} is not permitted.",
                    hint="Ask the tables there are: SHOW TABLES lists them.",
                )
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        _inspect(part, depth + 1)


@contextmanager
def sandbox(
    tables: Mapping[str, Any], *, folder: Path, memory: int, threads: int | None = None, disk: int
) -> Iterator[Sandbox]:
    """A sandbox with some tables.

    Parameters
    ----------
    tables
        Name → Arrow table.
    folder
        Where the engine may put what does not fit into memory.
    memory, disk
        Bytes the engine may use of both. (Of memory it may take more for single values; who must not suffer from that
        runs it in a process of its own: :mod:`sojourn.isolation`.)
    threads
        All processors by default.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": f"{memory}B",
        "temp_directory": str(folder),
        "max_temp_directory_size": f"{disk}B",
    }
    if threads:
        config["threads"] = str(threads)
    connection = duckdb.connect(config=config)
    try:
        connection.execute("SET TimeZone = 'UTC'").fetchall()
        for name, table in tables.items():
            connection.from_arrow(table).create_view(name)
        connection.execute("SET lock_configuration = true").fetchall()
        connection.execute("BEGIN TRANSACTION READ ONLY").fetchall()
        yield Sandbox(connection)
    finally:
        connection.close()


@contextmanager
def translated() -> Iterator[None]:
    """What the engine complains of, as errors with a remedy."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise _too_big() from error
    except (duckdb.IOException, OSError) as error:
        raise LimitError(
            "The question needs more room on the disk than there is.",
            hint="Ask for less, aggregate, or free space.",
        ) from error
    except (duckdb.Error, pa.ArrowException, UnicodeError) as error:
        if "Out of Memory" in str(error):  # which comes through the stream of batches as text
            raise _too_big() from error
        lines = str(error).strip().splitlines() or [type(error).__name__]
        hint = next((line.strip() for line in lines[1:] if line.startswith(("Did you", "Candidate"))), "")
        raise UsageError(
            _sentence(lines[0]), hint=hint or "SHOW TABLES and DESCRIBE events tell what there is."
        ) from error


def _translated(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    with translated():
        yield from batches


def _too_big() -> LimitError:
    return LimitError(
        "The question needs more memory or disk than it may use.",
        hint="Ask for fewer rows or columns, aggregate, or raise --memory-limit.",
    )


def _sentence(complaint: str) -> str:
    said = complaint.partition(" Error: ")[2] or complaint
    return said if said.endswith((".", "!", "?")) else said + "."

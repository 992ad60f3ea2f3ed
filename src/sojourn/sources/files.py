"""From what the user names — files, folders, globs, forced formats — to tables, in a stable order."""

import glob
import json
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from sojourn.durable import sha256_of
from sojourn.errors import SourceError
from sojourn.sources.database import is_sqlite, sqlite_tables
from sojourn.sources.dialect import DIALECTS
from sojourn.sources.source import SOURCES, Given, Head, RawTable, Workspace
from sojourn.sources.unpack import plain_name, unpacked, unreadable

_DATA_ENDINGS: Final = (
    ".csv", ".tsv", ".txt", ".tab", ".psv", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".xes", ".xml",
    ".db", ".sqlite", ".sqlite3",
)  # fmt: skip
_RESULTS: Final = ("report.json", "quality.json", "map.journey.yaml")
_BUILT: Final = ("state.json", "events", "parts")
_MAGIC_GLOB: Final = set("*?[")


@dataclass(frozen=True, slots=True)
class Named:
    """One file to read: its path, its name for people, and a format if the user forced one."""

    path: Path
    label: str
    format: str = ""


def journey_log(source: str | PathLike[str]) -> Path | None:
    """The folder, if it is a journey log (its ``manifest.json`` says ``sojourn_log``); else None."""
    manifest = Path(source) / "manifest.json"
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Path(source) if isinstance(content, dict) and "sojourn_log" in content else None


def resolve(sources: Sequence[str | PathLike[str]]) -> tuple[Named, ...]:
    """Files, folders and globs as a list of files: sources in the order given, files of a folder or glob by name.

    ``FORMAT:PATH`` forces a format. Hidden files, and in a folder files of unknown endings, are left out.

    Raises
    ------
    SourceError
        If a source names nothing that exists, or a folder or glob holds no data file.
    """
    found: list[Named] = []
    for source in sources:
        try:
            found += _named(*_forced(str(source)))
        except OSError as error:
            where = error.filename or source
            raise SourceError(
                f"{str(where)[:200]} cannot be read: {error.strerror or error}.",
                hint="Check the path, and what you may read there.",
                context={"file": str(source)},
            ) from error
    return _distinct_labels(found)


def _named(text: str, forced: str) -> list[Named]:
    """The files of one source."""
    path = Path(text)
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if _is_data(p, path))
        if not files:
            raise SourceError(
                f"The folder {text} holds no data file.",
                hint=_instead_of(path),
                context={"file": text},
            )
        return [Named(p, str(p.relative_to(path)), forced) for p in files]
    if path.exists() or not _MAGIC_GLOB & set(text):
        if not path.exists():
            raise _absent(path, text)
        if not path.is_file():
            # A pipe or a device would be waited for, or never end.
            raise SourceError(
                f"{text} is neither a file nor a folder.",
                hint="Write what a pipe gives to a file, and name that.",
                context={"file": text},
            )
        return [Named(path, path.name, forced)]
    matches = sorted(Path(m) for m in glob.glob(text, recursive=True) if Path(m).is_file())  # noqa: PTH207
    if not matches:
        raise SourceError(
            f"No file matches {text}.",
            hint="Check the folder and the ending; * stands for any part of a name.",
            context={"file": text},
        )
    return [Named(p, p.name, forced) for p in matches]


def _instead_of(folder: Path) -> str:
    if (log := journey_log(folder / "log")) is not None:
        return f"What can be read there is its journey log: {log}."
    return f"Files that end in {', '.join(_DATA_ENDINGS[:10])} (also .gz, .zst) are read."


def _absent(path: Path, text: str) -> SourceError:
    if text.startswith("table:"):
        hint = 'Tables of a catalogue are read by Spark: --engine spark (engine="spark" in Python).'
        return SourceError(f"There is no file {text}.", hint=hint, context={"file": text})
    try:
        near = sorted(p.name for p in path.parent.iterdir() if _is_data(p, path.parent))[:8]
    except OSError:
        near = []
    hint = f"In that folder there are: {', '.join(near)}." if near else "Check the path."
    return SourceError(f"There is no file {text}.", hint=hint, context={"file": text})


def _forced(source: str) -> tuple[str, str]:
    name, separator, rest = source.partition(":")
    if separator and (name in SOURCES or name in DIALECTS) and not Path(source).exists():
        return rest, name
    return source, ""


def _is_data(path: Path, root: Path) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.relative_to(root).parts)
    if not path.is_file() or hidden or not plain_name(path.name).endswith(_DATA_ENDINGS):
        return False
    # What an earlier analysis left beside the data is not data.
    results = all((path.parent / name).is_file() for name in _RESULTS)
    inside = path.relative_to(root).parents
    built = any(all((root / p / name).exists() for name in _BUILT) for p in inside)
    return not results and not built and not (path.name == "manifest.json" and journey_log(path.parent))


def _distinct_labels(found: Sequence[Named]) -> tuple[Named, ...]:
    labels = [n.label for n in found]
    return tuple(
        Named(n.path, n.label if labels.count(n.label) == 1 else str(n.path), n.format) for n in found
    )  # fmt: skip


def open_file(named: Named, workspace: Workspace) -> tuple[RawTable, ...]:
    """The tables in a file, in its forced or recognised format, and translated if a dialect knows them.

    Raises
    ------
    SourceError
        If no format recognises it, or it is broken.
    LimitError
        If it is larger than the limits allow.
    """
    given, head = unpacked(named.path, named.label, workspace)
    if _MAGIC_GLOB & set(str(given.path)):  # the engine would read it as a pattern
        link = workspace.scratch(given.path.suffix)
        link.symlink_to(given.path.resolve())
        given = type(given)(given.label, link, given.name)
    forced = named.format if named.format in DIALECTS else ""
    own = named.format if named.format in SOURCES else ""
    if is_sqlite(head) and not own and not any(SOURCES[name].recognises(head) for name in SOURCES):
        tables = sqlite_tables(given, workspace)
    else:
        tables = (_open_as(own, given, head, workspace),)
    return tuple(part for table in tables for part in translated(table, workspace, forced=forced))


def _open_as(format_: str, given: Given, head: Head, workspace: Workspace) -> RawTable:
    for name in [format_] if format_ else SOURCES:
        source = SOURCES[name]
        if format_ or source.recognises(head):
            try:
                return source.open(given, workspace)
            except OSError as error:
                raise unreadable(given.label, error) from error
    raise SourceError(
        f"The format of {given.label} is not recognised.",
        hint=f"Sojourn reads {', '.join(SOURCES)}; force one with FORMAT:PATH.",
        context={"file": given.label, "formats": list(SOURCES)},
    )


def translated(table: RawTable, workspace: Workspace, *, forced: str = "") -> tuple[RawTable, ...]:
    """The table as the dialect that recognises it translates it; itself if none does."""
    if table.aside:
        return (table,)
    for name in [forced] if forced else DIALECTS:
        dialect = DIALECTS[name]
        if forced or dialect.recognises(table):
            return dialect.translate(table, workspace)
    return (table,)


def repeats(files: Sequence[Named]) -> dict[int, int]:
    """Files with the same content as an earlier one: position → position of the first.

    Only files of equal size are compared, by a hash of their bytes.
    """
    by_size: dict[int, list[int]] = {}
    for i, named in enumerate(files):
        by_size.setdefault(named.path.stat().st_size, []).append(i)
    found: dict[int, int] = {}
    for positions in by_size.values():
        if len(positions) > 1:
            first: dict[str, int] = {}
            for i in positions:
                digest = _digest(files[i].path)
                if first.setdefault(digest, i) != i:
                    found[i] = first[digest]
    return found


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return str(path)  # unreadable: not a repeat of anything; reading it will say why

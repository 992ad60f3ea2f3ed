"""A journey log in a folder: ``manifest.json``, ``vocabulary/*.arrow``, ``shards/*.arrow``.

It is written into a temporary folder beside its place and renamed when it is whole, so a run that is killed leaves
the old log, or none if there was none. The manifest holds the size and SHA-256 of every file.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from sojourn.durable import sha256_of, sync
from sojourn.errors import LogError, OutputError
from sojourn.events.schema import Kind
from sojourn.log.build import Built
from sojourn.log.journeylog import Extent, JourneyLog, journey_log
from sojourn.log.swapping import put_in_place
from sojourn.log.vocabulary import Vocabulary

MANIFEST: Final = "manifest.json"
VERSION: Final = 2
_KEY: Final = "sojourn_log"
_OWN: Final = "manifest_sha256"

FileFacts = dict[str, object]


@dataclass(slots=True)
class LogFolder:
    """A log that is being written; see :func:`writing`."""

    folder: Path
    spill: Path
    _files: dict[str, FileFacts] = field(default_factory=dict)
    _syncing: dict[str, Future[None]] = field(default_factory=dict)
    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def store(self, number: int, shard: pa.RecordBatch) -> pa.RecordBatch:
        """Write one shard and give it back memory-mapped; a shard that had the number stays readable where it is."""
        name = _shard(number)
        self._forget(name)
        self._files[name] = self._write(name, shard)
        return mapped(self.folder / name)

    def reuse(self, number: int, old: JourneyLog, place: int) -> pa.RecordBatch:
        """Take over a shard of another log in a folder as it is, checksum included, without copying it if possible.

        Raises
        ------
        LogError
            If the other log is no longer where it was opened.
        """
        if old.path is None:
            return self.store(number, old.shards[place])
        source, name = _shard(place), _shard(number)
        facts = _manifest(old.path)["files"][source]
        self._forget(name)
        (self.folder / name).parent.mkdir(exist_ok=True)
        try:
            (self.folder / name).hardlink_to(old.path / source)
        except OSError:  # another file system, or one without links
            shutil.copyfile(old.path / source, self.folder / name)
            sync(self.folder / name)
        self._files[name] = facts
        return mapped(self.folder / name)

    def adopt(self, number: int, facts: FileFacts) -> pa.RecordBatch:
        """Take up a shard that another process wrote into the folder as :func:`written` does, and map it.

        Raises
        ------
        OutputError
            If it is not there: the other process sees another folder under the path.
        """
        name = _shard(number)
        path = self.folder / name
        if not path.is_file() or path.stat().st_size != facts["bytes"]:
            raise OutputError(
                f"{path.parent} does not hold what was written there.",
                hint="Choose a folder on storage that every process sees under the same path.",
            )
        self._files[name] = facts
        return mapped(path)

    def commit(self, built: Built, quality: Mapping[str, Any], *, extent: Extent | None = None) -> None:
        """Write vocabularies and manifest; after this the folder is a whole log. The extent is counted if not known."""
        for number in range(len(built.shards), len(self._files)):
            self._forget(_shard(number))
        for attribute, vocabulary in built.vocabularies.items():
            name = f"vocabulary/{attribute}.arrow"
            names = pa.RecordBatch.from_pydict({"name": pa.array(list(vocabulary), pa.string())})
            self._files[name] = self._write(name, names)
        extent = extent or JourneyLog(built.shards, built.kinds, built.vocabularies).extent
        manifest = {
            _KEY: VERSION,
            "customers": extent.customers,
            "events": extent.events,
            "first": extent.first and extent.first.isoformat(),
            "last": extent.last and extent.last.isoformat(),
            "attributes": {name: str(kind) for name, kind in built.kinds.items()},
            "vocabularies": list(built.vocabularies),
            "files": dict(sorted(self._files.items())),
            "quality": dict(quality),
        }
        for synced in self._syncing.values():
            synced.result()
        manifest[_OWN] = _checksum(json.loads(json.dumps(manifest)))
        path = self.folder / MANIFEST
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sync(path)

    def close(self) -> None:
        """Let go of what writes in the background."""
        self._hand.shutdown(cancel_futures=True)

    def _forget(self, name: str) -> None:
        if name in self._syncing:
            self._syncing.pop(name).result()
        self._files.pop(name, None)
        (self.folder / name).unlink(missing_ok=True)

    def _write(self, name: str, batch: pa.RecordBatch) -> FileFacts:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        _put(batch, path)
        # The disk works while the checksum is taken and the next shard is made; ``commit`` waits for it.
        self._syncing[name] = self._hand.submit(sync, path)
        return _facts(batch, path)


@contextmanager
def writing(target: Path) -> Iterator[LogFolder]:
    """A folder to write a log into; it takes the place of ``target`` when the block ends without an error.

    Raises
    ------
    OutputError
        If the place cannot be written, is full, or holds something that is not a journey log.
    """
    if target.exists() and not is_log(target) and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target} is not empty and not a journey log.", hint="Choose another folder.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(
            f"Cannot write to {target.parent}: {error.strerror}.", hint="Choose another folder."
        ) from error
    new = LogFolder(temporary / "log", temporary / "spill")
    try:
        new.folder.mkdir()
        new.spill.mkdir()
        yield new
        put_in_place(new.folder, target, temporary / "old")
        sync(target.parent)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"Cannot write the journey log: {error.strerror or error}.") from error
    finally:
        new.close()
        shutil.rmtree(temporary, ignore_errors=True)


def is_log(folder: Path) -> bool:
    """Whether a folder claims to be a journey log."""
    try:
        return _KEY in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def open_log(folder: Path, *, verify: bool = True) -> JourneyLog:
    """Open a journey log; its shards stay on disk, memory-mapped.

    Parameters
    ----------
    folder
        Where ``manifest.json`` is.
    verify
        Compare the checksum of every file first (about a second per four gigabytes and core).

    Raises
    ------
    LogError
        If there is no log, its version is unknown, or a file is missing or damaged; it names the file.
    """
    manifest = _manifest(folder)
    if verify:
        faults = damages(folder)
        if faults:
            raise LogError(
                f"The journey log {folder} is damaged: {'; '.join(faults)}.",
                hint="Build it again from its sources.",
                context={"files": list(faults)},
            )
    try:
        vocabularies = {
            name: Vocabulary(name, tuple(mapped(folder / f"vocabulary/{name}.arrow").column(0).to_pylist()))
            for name in manifest["vocabularies"]
        }
        shards = tuple(map(mapped, shard_files(folder)))
        kinds = {name: Kind(kind) for name, kind in manifest["attributes"].items()}
    except (OSError, pa.ArrowInvalid, KeyError, ValueError) as error:
        raise LogError(
            f"The journey log {folder} cannot be read: {error}.", hint="Run sojourn doctor on it."
        ) from error
    return journey_log(
        shards,
        kinds,
        vocabularies,
        quality=manifest.get("quality", {}),
        path=folder,
        checksum=_checksum(manifest["files"]),
    )


def shard_files(folder: Path) -> tuple[Path, ...]:
    """The files of the shards of a log, in order.

    Raises
    ------
    LogError
        If there is no log, or its manifest is damaged.
    """
    place = folder.absolute()  # whoever maps them may stand in another folder
    return tuple(place / name for name in _manifest(folder)["files"] if name.startswith("shards/"))


def damages(folder: Path) -> tuple[str, ...]:
    """What is wrong with the files of a log, one phrase each; empty when all is well."""
    files: dict[str, dict[str, Any]] = _manifest(folder)["files"]

    def check(item: tuple[str, dict[str, Any]]) -> str:
        name, expected = item
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if path.stat().st_size != expected["bytes"]:
            return f"{name} has {path.stat().st_size:,} bytes instead of {expected['bytes']:,}"
        return "" if sha256_of(path) == expected["sha256"] else f"{name} does not have its checksum"

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return tuple(fault for fault in pool.map(check, files.items()) if fault)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = manifest[_KEY]
        whole = True
        if version == VERSION:
            _check_shape(manifest)
            whole = manifest.pop(_OWN) == _checksum(manifest)
    except (FileNotFoundError, NotADirectoryError):
        inside = folder / "log"
        hint = f"It is in {inside}." if is_log(inside) else "Make one with: sojourn analyze FILES --out DIR"
        raise LogError(f"There is no journey log in {folder}.", hint=hint) from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LogError(
            f"{folder / MANIFEST} is not the manifest of a journey log.", hint="Build the log again."
        ) from error
    if version != VERSION:
        raise LogError(
            f"The journey log {folder} has version {version}; this Sojourn reads version {VERSION}.",
            hint="Build it again from its sources.",
        )
    if not whole:
        raise LogError(
            f"{folder / MANIFEST} does not have its checksum: it was changed or damaged.",
            hint="Build the log again from its sources.",
            context={"files": [MANIFEST]},
        )
    return dict(manifest)


def _check_shape(manifest: Mapping[str, Any]) -> None:
    """Raise what a reader of the manifest would run into: KeyError or TypeError."""
    for expected in dict(manifest["files"]).values():
        int(expected["bytes"]), str(expected["sha256"])
    list(manifest["vocabularies"]), dict(manifest["attributes"])


def written(number: int, shard: pa.RecordBatch, folder: Path) -> FileFacts:
    """Write a shard into the folder of a log that another process commits; at once, so that it may be done twice."""
    path = folder / _shard(number)
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        passing = Path(file.name)
    _put(shard, passing)
    sync(passing)
    facts = _facts(shard, passing)
    passing.replace(path)
    return facts


def _put(batch: pa.RecordBatch, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _facts(batch: pa.RecordBatch, path: Path) -> FileFacts:
    return {"rows": batch.num_rows, "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def _shard(number: int) -> str:
    return f"shards/{number:04d}.arrow"


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def mapped(path: Path) -> pa.RecordBatch:
    """The shard or vocabulary in a file, memory-mapped."""
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)

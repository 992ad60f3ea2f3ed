"""The data folder of a project: parts of events, what is known of people, the journey log, and what was built last.

    events/      part-<id>-<n>.parquet   clean events; append-only, read by anything that reads Parquet
    parts/       <id>/                   identifiers, links and the fate of the rows of each file
    identity/    customers.parquet       customer_id, type, value, key, shared, linked: who is known by what
    log/                                 the journey log
    state.json                           files seen, and the log they gave

Whatever is derived can be made again from the files; `state.json` is written last.
"""

import fcntl
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sojourn.durable import replace, sync
from sojourn.errors import OutputError, SojournError, UsageError
from sojourn.log.store import is_log

VERSION: Final = 3
_STATE: Final = "state.json"
SIZES: Final = "sizes.json"
"""In the folder of a part: how long each of its files is; written last."""
_EVENTS_FOLDER: Final = "events"
_TEMPORARY: Final = ".new-"
_PART: Final = re.compile(r"[0-9a-f]{16}")
_EVENTS: Final = re.compile(r"part-([0-9a-f]{16})-\d+\.parquet")
"""What is ours in these folders; anything else somebody put there, and stays."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as it was when it was read.

    Attributes
    ----------
    size, modified_ns
        By which a file that did not change is known without reading it.
    digest
        SHA-256 of its bytes.
    """

    size: int
    modified_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class State:
    """What the last build left.

    Attributes
    ----------
    files
        Path as in the project → the file as it was.
    parts
        Every part whose events are in the log, by ``label``.
    log
        Checksum of the log; a log with another one is not the one that this state speaks of.
    settings
        Digest of what says who is who.
    key
        Fingerprint of the key of hashed fields; empty if nothing is hashed.
    outdated
        Whether another version of Sojourn left it, so that nothing is known of it.
    """

    files: Mapping[str, FileSeen] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    log: str = ""
    settings: str = ""
    key: str = ""
    outdated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "sojourn_project": VERSION,
            "files": {p: [f.size, f.modified_ns, f.digest] for p, f in sorted(self.files.items())},
            "parts": dict(sorted(self.parts.items())),
            "log": self.log,
            "settings": self.settings,
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class Store:
    """Paths in the data folder."""

    root: Path

    @property
    def events(self) -> Path:
        """The dataset of clean events."""
        return self.root / "events"

    @property
    def parts(self) -> Path:
        """What belongs to the parts besides their events."""
        return self.root / "parts"

    @property
    def log(self) -> Path:
        """The journey log."""
        return self.root / "log"

    @property
    def customers(self) -> Path:
        """Who is known by what."""
        return self.root / "identity" / "customers.parquet"

    @property
    def assigned(self) -> Path:
        """Who was given the events of shared identifiers."""
        return self.root / "identity" / "assigned.parquet"

    @property
    def passing(self) -> Path:
        """A folder for what only this build needs; the next build removes what is left of it."""
        folder = self.root / f"{_TEMPORARY}passing"
        folder.mkdir(exist_ok=True)
        return folder

    def state(self) -> State:
        """What the last build left; nothing if there was none, or one of another version."""
        try:
            values = json.loads((self.root / _STATE).read_text(encoding="utf-8"))
            if values["sojourn_project"] != VERSION:
                return State(outdated=True)
            files = {path: FileSeen(*seen) for path, seen in values["files"].items()}
            return State(files, values["parts"], values["log"], values["settings"], values["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return State()

    def commit(self, state: State) -> None:
        """Say what was built; from here on the build has happened."""
        replace(self.root / _STATE, json.dumps(state.to_dict(), indent=1) + "\n")

    def forget(self, key: str) -> None:
        """Let nobody take the log for the one that the state speaks of; what it was hashed with stays known."""
        self.commit(State(key=key))

    @contextmanager
    def new_part(self, name: str) -> Iterator[Path]:
        """A folder to write a part into; its events and then the rest take their places at the end of the block."""
        folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self.root))
        try:
            yield folder
            sizes = {}
            for number, path in enumerate(sorted(folder.glob("events-*.parquet"))):
                sync(path)
                target = self.events / f"part-{name}-{number:03d}.parquet"
                sizes[f"{_EVENTS_FOLDER}/{target.name}"] = path.stat().st_size
                path.replace(target)
            for path in folder.iterdir():
                sync(path)
                sizes[path.name] = path.stat().st_size
            replace(folder / SIZES, json.dumps(sizes) + "\n")
            shutil.rmtree(self.parts / name, ignore_errors=True)
            folder.rename(self.parts / name)
            sync(self.parts)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def is_whole(self, name: str) -> bool:
        """Whether every file of a part is there, as long as it was when it was written."""
        folder = self.parts / name
        try:
            sizes = json.loads((folder / SIZES).read_text(encoding="utf-8"))
            paths = [(self.root if "/" in file else folder) / file for file in sizes]
            return [path.stat().st_size for path in paths] == list(sizes.values())
        except (OSError, ValueError, AttributeError):
            return False

    def drop_parts(self, kept: frozenset[str]) -> None:
        """Remove parts that no file of the project has any more, and what killed builds left."""
        for folder in self.parts.iterdir():
            if _PART.fullmatch(folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        for path in self.events.iterdir():
            found = _EVENTS.fullmatch(path.name)
            if found and found[1] not in kept:
                path.unlink(missing_ok=True)


@contextmanager
def opened(root: Path) -> Iterator[Store]:
    """The data folder, made if it is not there, and held by this process alone.

    Raises
    ------
    UsageError
        If another build is at work in it.
    OutputError
        If it cannot be written.
    """
    store = Store(root)
    fresh = not root.exists()
    try:
        for folder in (root, store.events, store.parts, store.customers.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (root / ".lock").open("wb") as lock:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(
                    f"Another build is at work in {root}.", hint="Wait until it is done."
                ) from None
            for left in root.glob(f"{_TEMPORARY}*"):
                shutil.rmtree(left, ignore_errors=True)
            if (store.log / "manifest.json").is_file() and not is_log(store.log):
                shutil.rmtree(store.log, ignore_errors=True)  # damaged; it is made again
            try:
                yield store
            finally:
                shutil.rmtree(root / f"{_TEMPORARY}passing", ignore_errors=True)
    except OSError as error:
        if isinstance(error, SojournError):
            raise
        raise OutputError(
            f"Cannot write to {root}: {error.strerror or error}.",
            hint="Free space, or name another folder (data: in the project file).",
        ) from error
    finally:
        if fresh:
            _remove_empty(store)


def _remove_empty(store: Store) -> None:
    """Leave no folder behind where a first build came to nothing."""
    folders = (store.events, store.parts, store.customers.parent)
    if not any(folder.is_dir() and any(folder.iterdir()) for folder in folders) and not store.log.exists():
        shutil.rmtree(store.root, ignore_errors=True)

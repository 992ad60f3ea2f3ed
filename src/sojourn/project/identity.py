"""Looking at and correcting who is who in a project that was built."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.errors import LogError, UnknownNameError, UsageError
from sojourn.events.identifiers import normalise
from sojourn.events.privacy import Door, Privacy
from sojourn.identity.corrections import Corrections
from sojourn.identity.explain import Explanation
from sojourn.identity.explain import explain as explain_identifier
from sojourn.identity.nodes import Identifier, Nodes
from sojourn.identity.rules import Rules
from sojourn.project.corrections import load_corrections, save_corrections
from sojourn.project.document import Project, load
from sojourn.project.key import project_key
from sojourn.project.parts import Part
from sojourn.project.people import People, resolved
from sojourn.project.store import Store


@dataclass(frozen=True)
class Known:
    """A project's people as they are now, corrections included; and the key that their identifiers are hashed with."""

    file: Path
    project: Project
    store: Store
    people: People
    corrections: Corrections
    key: bytes | None = field(default=None, repr=False)

    @property
    def nodes(self) -> Nodes:
        """All identifiers."""
        return self.people.resolution.nodes

    def find(self, text: str) -> Identifier:
        """The identifier that somebody means: ``type:value``, or a value; hashed as the project says.

        Raises
        ------
        UnknownNameError
            If no file has it.
        UsageError
            If identifiers of several types have this value.
        """
        found = [i for i in self._spellings(text) if self.nodes.place(i) >= 0]
        if not found:
            near = [str(self.nodes[k]) for k in range(min(5, len(self.nodes)))]
            raise UnknownNameError(
                f"No file of the project has the identifier '{text}'.",
                hint=f"Write it as type:value, for example {near[0]}."
                if near
                else "Build the project first.",
            )
        if len(found) > 1:
            names = ", ".join(f"{i.type}:{text}" for i in found)
            raise UsageError(f"'{text}' is an identifier of several types.", hint=f"Say which: {names}.")
        return found[0]

    def _spellings(self, text: str) -> list[Identifier]:
        kind, _, value = text.partition(":")
        pairs = [(kind, value)] if kind in self.nodes.types and value else []
        pairs += [(name, text) for name in self.nodes.types]
        country = self.project.identity.country
        door = Door(Privacy.of(self.project.privacy), self.key, country) if self.key else None
        found = []
        for name, written in pairs:
            column = f"id_{name}"
            clean = normalise(pa.array([written]), name, country).values
            batch = pa.RecordBatch.from_pydict({column: clean})
            stored = door.apply(batch, identifiers={column: name}).batch if door else batch
            shown = [stored.column(column)] if column in stored.schema.names else []
            found += [Identifier(name, v[0].as_py()) for v in (*shown, clean) if v[0].is_valid]
        return list(dict.fromkeys(found))


def known(file: Path, corrections: Corrections | None = None) -> Known:
    """The people of a project that was built, with its corrections or with others.

    Raises
    ------
    LogError
        If the project was not built yet, or by another version.
    InputError
        If identifiers are hashed and the key is not there.
    """
    project = load(file)
    store = Store(file.parent / project.data)
    state = store.state()
    if not state.parts:
        what = "was built by another version of Sojourn" if state.outdated else "has not been built yet"
        raise LogError(f"The project {file} {what}.", hint=f"Run: sojourn build --project {file}")
    parts = [(label, Part.at(store, name)) for label, name in sorted(state.parts.items())]
    rules = Rules(per_customer=project.identity.limits, shared_beyond=project.identity.shared_beyond)
    said = load_corrections(file) if corrections is None else corrections
    key = project_key(file, state.key, store.root) if state.key else None
    return Known(file, project, store, resolved(parts, rules, said), said, key)


def explain(file: Path, text: str) -> Explanation:
    """Which identifiers are one customer, and by what evidence.

    Parameters
    ----------
    file
        The project file.
    text
        An identifier of any type, as ``type:value`` or the value alone.
    """
    found = known(file)
    return explain_identifier(
        found.people.resolution, found.people.links, found.find(text), found.corrections
    )


def split(
    file: Path, text: str, *, other: str = "", by: str = "", at: str = "", why: str = ""
) -> dict[str, Any]:
    """State that an identifier has nothing to do with another, or with any; the next build follows."""
    found = known(file)
    one, two = found.find(text), found.find(other) if other else None
    return _corrected(found, lambda c: c.split(one, from_=two, by=by, at=at, why=why))


def link(file: Path, text: str, other: str, *, by: str = "", at: str = "", why: str = "") -> dict[str, Any]:
    """State that two identifiers are one customer; the next build follows."""
    found = known(file)
    one, two = found.find(text), found.find(other)
    return _corrected(found, lambda c: c.link(one, two, by=by, at=at, why=why))


def undo(file: Path, number: int, *, by: str = "", at: str = "", why: str = "") -> dict[str, Any]:
    """Take back a correction; the next build restores what was."""
    return _corrected(known(file), lambda c: c.undo(number, by=by, at=at, why=why))


def _corrected(found: Known, change: Callable[[Corrections], Corrections]) -> dict[str, Any]:
    changed = change(found.corrections)
    after = known(found.file, changed)
    path = save_corrections(found.file, changed)
    return {
        "number": len(changed.statements),
        "file": str(path),
        "customers_before": found.people.resolution.customers,
        "customers_after": after.people.resolution.customers,
    }

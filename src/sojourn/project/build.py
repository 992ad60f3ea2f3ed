"""``sojourn build``: files → parts → people → journey log; only what changed is done again.

The log is a function of the files, the project file and the corrections. Building after new files arrived gives the same
bytes as building everything at once.
"""

import hashlib
import json
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.durable import sha256_of
from sojourn.errors import LogError, SourceError
from sojourn.events.cleaning import clean_name
from sojourn.events.privacy import Door, Privacy
from sojourn.events.secret import fingerprint
from sojourn.events.taxonomy.coverage import Coverage
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.identity.corrections import Corrections
from sojourn.identity.nodes import distinct
from sojourn.identity.rules import Rules
from sojourn.isolation import Progress
from sojourn.log.build import Built, LogBuilder
from sojourn.log.intake import buffered
from sojourn.log.journeylog import JourneyLog
from sojourn.log.store import LogFolder, is_log, open_log, writing
from sojourn.log.update import LogUpdate
from sojourn.project.affected import Difference, affected
from sojourn.project.corrections import load_corrections, plain
from sojourn.project.customers import Customers
from sojourn.project.databases import copies, is_url
from sojourn.project.document import Project, SourceSpec, excluded, load
from sojourn.project.joined import Joined, fate
from sojourn.project.key import project_key
from sojourn.project.making import Recipe, make_part
from sojourn.project.parts import About, Part, Treatment
from sojourn.project.people import People, everybody
from sojourn.project.store import FileSeen, State, Store, opened
from sojourn.sources.files import Named, resolve

PIPELINE: Final = 3
"""Changes when the same file would give other events; then every part is made again."""


@dataclass(frozen=True, slots=True)
class Live:
    """A file of the project, and the part that its bytes make under the rules that hold now."""

    named: Named
    spec: SourceSpec
    seen: FileSeen
    part: str


def build(
    path: str, *, full: bool = False, memory_limit: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Build the journey log of a project, or bring it up to date.

    Parameters
    ----------
    path
        The project file.
    full
        Make the log from all events, even where little changed.
    memory_limit
        Bytes that reading may use.
    progress
        Called with a step and a count.

    Returns
    -------
    dict
        What was done, as plain values: parts made and kept, customers, events, the fate of the rows, identities.

    Raises
    ------
    InputError
        If the project or a file cannot be used.
    OutputError
        If the data folder cannot be written.
    """
    started = time.monotonic()
    file = Path(path)
    project = load(file)
    step = progress or _silent
    with opened(file.parent / project.data) as store:
        state = store.state()
        privacy = Privacy.of(project.privacy)
        key = project_key(file, state.key, store.root) if privacy.needs_key else None
        recipe = _recipe(project, privacy, key, memory_limit)
        live = _live(file.parent, project, state, store, fingerprint(key) if key else "")
        made = 0
        for one in live:
            if not Part.at(store, one.part).whole:
                step("read", made)
                make_part(store, one.part, one.named, one.spec, recipe)
                made += 1
        parts = {one.named.label: Part.at(store, one.part) for one in live}
        corrections = load_corrections(file)
        settings = _digest([project.identity.model_dump(mode="json"), plain(corrections), PIPELINE])
        new = State(
            {one.named.label: one.seen for one in live},
            {one.named.label: one.part for one in live},
            settings=settings,
            key=fingerprint(key) if key else "",
        )
        abouts = {label: part.about() for label, part in parts.items()}
        intact = _intact(store, state)
        same = (state.parts, state.settings) == (new.parts, new.settings)
        kind = "nothing"
        if full or not (same and intact):
            step("join", len(parts))
            if not any(sum(about.rows.values()) for about in abouts.values()):
                raise SourceError(
                    f"None of the {len(parts)} files of {file} has an event that can be used.",
                    hint="Say under sources: which column tells when it happened, and which tell who.",
                )
            before = _last(store, state, new, parts, corrections) if intact and not full else None
            rules = Rules(per_customer=project.identity.limits, shared_beyond=project.identity.shared_beyond)
            only = before.only if before else None
            everyone = everybody(sorted(parts.items()), rules, corrections, project.identity.window, only)
            _write_log(store, new, Joined(parts, abouts, everyone), before, buffered(memory_limit), step)
            kind = "update" if before else "full"
        store.drop_parts(frozenset(new.parts.values()))
        log = open_log(store.log, verify=False)
        return _told(log, store, abouts.values(), made, kind) | {
            "outdated": state.outdated,
            "seconds": round(time.monotonic() - started, 2),
        }


def _silent(_step: str, _count: int = 0) -> None:
    """Progress that nobody watches."""


def _recipe(project: Project, privacy: Privacy, key: bytes | None, memory_limit: int | None) -> Recipe:
    blocked = frozenset(project.identity.blocked)
    door = Door(privacy, key, project.identity.country, blocked)
    taxonomy = Taxonomy.of(project.taxonomy)
    treatment = Treatment(door, project.identity.country, blocked, excluded(project.exclude))
    return Recipe(treatment, taxonomy, time.time_ns() // 1000, project.timezone, memory_limit)


def _live(base: Path, project: Project, state: State, store: Store, key: str) -> tuple[Live, ...]:
    """All files of the project: each belongs to the first source that names it; a copy of another is left out."""
    rules = {
        "timezone": project.timezone,
        "taxonomy": project.taxonomy,
        "privacy": project.privacy,
        "identity": [project.identity.country, sorted(project.identity.blocked)],
        "exclude": sorted(excluded(project.exclude)),
        "key": key,
        "version": PIPELINE,
    }
    found: dict[str, Live] = {}
    for spec in project.sources:
        wanted = _digest([rules, spec.model_dump(mode="json")])
        for named in _files(base, spec, store):
            if named.label not in found:
                seen = _seen(named.path, state.files.get(named.label))
                part = _digest([seen.digest, wanted, named.label])[:16]
                found[named.label] = Live(named, spec, seen, part)
    if not found:
        raise SourceError("The project names no file.", hint="Name files under sources:.")
    return tuple(found.values())


def _files(base: Path, spec: SourceSpec, store: Store) -> Iterator[Named]:
    for pattern in spec.files:
        if is_url(pattern):
            yield from (replace(named, format=spec.format) for named in copies(pattern, base, store.passing))
            continue
        for named in resolve([str(base / pattern)]):
            try:
                label = named.path.relative_to(base).as_posix()
            except ValueError:
                label = named.path.as_posix()
            yield Named(named.path, label, spec.format)


def _seen(path: Path, before: FileSeen | None) -> FileSeen:
    """A file as it is; its bytes are not read again if it did not change."""
    status = path.stat()
    if before and (before.size, before.modified_ns) == (status.st_size, status.st_mtime_ns):
        return before
    return FileSeen(status.st_size, status.st_mtime_ns, sha256_of(path))


def _digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _intact(store: Store, state: State) -> bool:
    """Whether the log is the one that the state speaks of; `sojourn doctor` looks at every byte of it."""
    if not (state.log and is_log(store.log) and store.customers.is_file() and store.assigned.is_file()):
        return False
    try:
        for path in (store.customers, store.assigned):
            pq.read_schema(path)
        return open_log(store.log, verify=False).checksum == state.log
    except (LogError, OSError, pa.ArrowInvalid):
        return False


@dataclass(frozen=True, slots=True)
class _Last:
    """What the last build left, where it can be brought up to date.

    Attributes
    ----------
    log
        Its log.
    customers
        Everybody in it.
    rows
        Who of them is looked at again: all that a change can reach.
    only
        Keys of the identifiers that are looked at again; None where that is everybody.
    difference
        The parts that are new or gone.
    """

    log: JourneyLog
    customers: Customers
    rows: NDArray[np.bool_]
    only: NDArray[np.uint64] | None
    difference: Difference


def _last(
    store: Store, state: State, new: State, parts: Mapping[str, Part], corrections: Corrections
) -> _Last | None:
    difference = Difference.of(store, state, parts)
    if difference is None:
        return None
    log, customers = open_log(store.log, verify=False), Customers.load(store)
    if state.settings != new.settings:  # other rules or corrections: everybody may be somebody else
        return _Last(log, customers, np.ones(customers.table.num_rows, np.bool_), None, difference)
    touched = difference.touched(corrections)
    rows = customers.reached(touched)
    return _Last(log, customers, rows, distinct(np.concatenate([customers.keys[rows], touched])), difference)


def _write_log(
    store: Store,
    new: State,
    joined: Joined[People],
    before: _Last | None,
    buffers: int,
    step: Progress,
) -> None:
    """Write the log that belongs to the parts: from all events, or from the last log and what changed."""
    with writing(store.log) as target:
        if before is None:
            builder = LogBuilder(clean_name, target.spill, buffers)
            for batch, source, compare in joined.all():
                builder.add(batch, source=source, compare_rows=compare)
                step("sort", 0)
            built = builder.finish(target.store)
        else:
            built = _brought_up_to_date(before, joined, target, buffers)
        target.commit(built, fate(built, joined).to_dict())
        store.forget(new.key)
    now = Customers.of(joined.everyone)
    (now if before is None else before.customers.replaced(before.rows, now)).save(store)
    log = open_log(store.log, verify=False)
    store.commit(replace(new, log=log.checksum))


def _brought_up_to_date(before: _Last, joined: Joined[People], target: LogFolder, buffers: int) -> Built:
    plan = affected(
        before.customers.only(before.rows), joined.everyone, before.log, before.difference.removed.values()
    )
    update = LogUpdate(before.log, clean_name, target.spill, buffers)
    for batch, source, compare in joined.changed(plan.again, set(before.difference.fresh)):
        update.add(batch, source=source, compare_rows=compare)
    return update.finish(
        joined.brought, moved=plan.moved, gone=plan.gone, store=target.store, reuse=target.reuse
    )


def _told(log: JourneyLog, store: Store, abouts: Collection[About], made: int, kind: str) -> dict[str, Any]:
    coverage = sum((Coverage.from_dict(dict(a.coverage)) for a in abouts), Coverage())
    extent = log.extent
    kinds = pq.read_table(store.customers, columns=["type", "shared"])
    return {
        "log": str(store.log),
        "build": kind,
        "parts": {"made": made, "kept": len(abouts) - made},
        "customers": extent.customers,
        "events": extent.events,
        "quality": {n: log.quality[n] for n in ("rows_in", "rows_kept", "dropped", "repaired")},
        "identifiers": {
            v["values"]: v["counts"]
            for v in kinds["type"].combine_chunks().cast(pa.string()).value_counts().to_pylist()
        },
        "shared": int(np.count_nonzero(kinds["shared"].to_numpy())),
        "coverage": coverage.sentence(),
    }

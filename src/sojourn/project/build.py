"""``sojourn build``: files → parts → people → journey log; only what changed is done again.

The log is a function of the files, the project file and the corrections. Building after new files arrived gives the same
bytes as building everything at once.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.errors import SourceError
from sojourn.events.cleaning import clean_name
from sojourn.events.plan import ID_PREFIX
from sojourn.events.privacy import Door, Privacy
from sojourn.events.quality import Quality
from sojourn.events.secret import read_or_make_key
from sojourn.events.taxonomy.coverage import Coverage
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.identity.rules import Rules
from sojourn.isolation import Progress
from sojourn.log.brought import Brought
from sojourn.log.build import Built, LogBuilder
from sojourn.log.journeylog import JourneyLog
from sojourn.log.lookup import repeats_dropped
from sojourn.log.memory import memory_log
from sojourn.log.names import refolded
from sojourn.log.store import damages, is_log, open_log, writing
from sojourn.log.update import LogUpdate
from sojourn.project import people as persons
from sojourn.project.changes import Changes, Known, changes
from sojourn.project.corrections import load_corrections, plain
from sojourn.project.document import Project, SourceSpec, load
from sojourn.project.making import Recipe, make_part
from sojourn.project.parts import FILE, KEY, ROW, About, Part, Treatment
from sojourn.project.people import People, everybody, last_known
from sojourn.project.store import FileSeen, State, Store, digest_of, opened
from sojourn.sources.files import Named, resolve

PIPELINE: Final = 1
"""Changes when the same file would give other events; then every part is made again."""
_BATCH: Final = 250_000


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
        recipe = _recipe(project, store, memory_limit)
        state = store.state()
        live = _live(file.parent, project, state, store)
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
        )
        kind = "nothing"
        if full or not _up_to_date(store, state, new):
            step("join", len(parts))
            rules = Rules(per_customer=project.identity.limits, shared_beyond=project.identity.shared_beyond)
            everyone = everybody(sorted(parts.items()), rules, corrections, project.identity.window)
            kind = _write_log(store, state, new, parts, everyone, full=full, step=step)
        store.drop_parts(frozenset(new.parts.values()))
        log = open_log(store.log, verify=False)
        return _told(log, store, parts, made, kind) | {"seconds": round(time.monotonic() - started, 2)}


def _silent(_step: str, _count: int = 0) -> None:
    """Progress that nobody watches."""


def _recipe(project: Project, store: Store, memory_limit: int | None) -> Recipe:
    privacy = Privacy.of(project.privacy)
    key = read_or_make_key(store.key) if privacy.needs_key else None
    blocked = frozenset(project.identity.blocked)
    door = Door(privacy, key, project.identity.country, blocked)
    taxonomy = Taxonomy.of(project.taxonomy)
    treatment = Treatment(door, project.identity.country, blocked)
    return Recipe(treatment, taxonomy, time.time_ns() // 1000, project.timezone, memory_limit)


def _live(base: Path, project: Project, state: State, store: Store) -> tuple[Live, ...]:
    """All files of the project: each belongs to the first source that names it; a copy of another is left out."""
    rules = {
        "timezone": project.timezone,
        "taxonomy": project.taxonomy,
        "privacy": project.privacy,
        "identity": [project.identity.country, sorted(project.identity.blocked)],
        "key": digest_of(store.key) if store.key.is_file() else "",
        "version": PIPELINE,
    }
    found: dict[str, Live] = {}
    for spec in project.sources:
        wanted = _digest([rules, spec.model_dump(mode="json")])
        for named in _files(base, spec):
            if named.label not in found:
                seen = _seen(named.path, state.files.get(named.label))
                part = _digest([seen.digest, wanted, named.label])[:16]
                found[named.label] = Live(named, spec, seen, part)
    if not found:
        raise SourceError("The project names no file.", hint="Name files under sources:.")
    return tuple(found.values())


def _files(base: Path, spec: SourceSpec) -> Iterator[Named]:
    for pattern in spec.files:
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
    return FileSeen(status.st_size, status.st_mtime_ns, digest_of(path))


def _digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _up_to_date(store: Store, state: State, new: State) -> bool:
    same = state.parts == new.parts and state.settings == new.settings
    return same and _intact(store, state)


def _intact(store: Store, state: State) -> bool:
    """Whether the log is the one that the state speaks of, and not damaged."""
    if not (state.log and is_log(store.log) and store.customers.is_file() and store.assigned.is_file()):
        return False
    return open_log(store.log, verify=False).checksum == state.log and not damages(store.log)


def _write_log(
    store: Store,
    state: State,
    new: State,
    parts: Mapping[str, Part],
    everyone: People,
    *,
    full: bool,
    step: Progress,
) -> str:
    """Write the log that belongs to the parts; gives back whether it was made from all events or brought up to date."""
    abouts = {label: part.about() for label, part in parts.items()}
    brought = sum((abouts[label].brought for label in sorted(abouts)), Brought())
    old = None if full or not _intact(store, state) else open_log(store.log, verify=False)
    with writing(store.log) as target:
        sources = _Sources(parts, abouts, everyone)
        plan = None if old is None else _plan(store, state, parts, everyone, old)
        if old is None or plan is None:
            kind = "full"
            builder = LogBuilder(clean_name, target.spill)
            for batch, source, compare in sources.all():
                builder.add(batch, source=source, compare_rows=compare)
                step("sort", 0)
            built = builder.finish(target.store)
        else:
            kind = "update"
            update = LogUpdate(old, clean_name, target.spill)
            fresh = {label for label, name in new.parts.items() if state.parts.get(label) != name}
            for batch, source, compare in sources.changed(plan, fresh):
                update.add(batch, source=source, compare_rows=compare)
            built = update.finish(
                brought, moved=plan.moved, gone=plan.gone, store=target.store, reuse=target.reuse
            )
        target.commit(built, _quality(built, abouts, brought).to_dict())
        store.forget()
    persons.save(everyone, store)
    log = open_log(store.log, verify=False)
    store.commit(State(new.files, new.parts, log.checksum, new.settings))
    return kind


def _quality(built: Built, abouts: Mapping[str, About], brought: Brought) -> Quality:
    """The fate of every row: what the parts counted, and what the log left out as repeats."""
    log = memory_log(built)
    dropped = repeats_dropped(log, brought)
    sources = []
    for label in sorted(abouts):
        about = abouts[label]
        respelled = sum(
            refolded(counts, built.vocabularies[name])
            for name, counts in about.brought.spellings.items()
            if name in built.vocabularies
        )
        for number, source in enumerate(about.quality.sources):
            repaired = {"folded_case": respelled} if respelled and not number else None
            sources.append(source.with_counts(dropped=dropped.get(source.name), repaired=repaired))
    return Quality(tuple(sources))


def _plan(
    store: Store, state: State, parts: Mapping[str, Part], everyone: People, old: JourneyLog
) -> Changes | None:
    """What changed for whom; None where so much changed that a full build is as quick."""
    removed = [
        label for label, name in state.parts.items() if label not in parts or parts[label].name != name
    ]
    if len(removed) * 2 > len(state.parts):
        return None
    before, assigned = last_known(store)
    lost = _customers_in(old, before.labels, removed, store, state)
    if lost is None:
        return None
    disturbed = _disturbed(before, assigned, everyone)
    return changes(before, everyone.known, lost=lost, disturbed_old=disturbed[0], disturbed_new=disturbed[1])


def _customers_in(
    log: JourneyLog, labels: pa.Array, removed: Sequence[str], store: Store, state: State
) -> NDArray[np.int32] | None:
    """Customers with events of files that changed or are gone."""
    if not removed:
        return np.zeros(0, np.int32)
    files = set()
    for label in removed:
        part = Part.at(store, state.parts[label])
        if not part.whole:
            return None
        files |= set(part.about().rows)
    codes = [code for code, name in enumerate(log.origins or ()) if name in files]
    found: list[pa.Array] = []
    for shard in log.shards:
        column = shard.column(FILE)
        hit = np.isin(column.values.to_numpy(), codes)
        ends = np.concatenate([[0], np.cumsum(hit)])
        offsets = column.offsets.to_numpy()
        found.append(shard.column("customer_id").filter(pa.array(ends[offsets[1:]] > ends[offsets[:-1]])))
    names = pa.chunked_array(found, pa.string()).combine_chunks()
    return _codes_in(labels, names)


def _codes_in(labels: pa.Array, names: pa.Array) -> NDArray[np.int32]:
    places = pc.index_in(names, value_set=labels)
    return np.unique(places.drop_null().to_numpy()).astype(np.int32)


def _disturbed(
    before: Known, assigned: pa.Table, everyone: People
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Customers between whom events of shared identifiers move: those of rows that are not told of alike twice."""
    old, new = _rows(assigned), _rows(everyone.assigned)
    names = pa.array([name for _, _, name in old ^ new], pa.string())
    return _codes_in(before.labels, names), _codes_in(everyone.labels, names)


def _rows(table: pa.Table) -> set[tuple[str, int, str]]:
    return set(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))


@dataclass(frozen=True, slots=True)
class _Sources:
    """The events of all parts with the customer each belongs to."""

    parts: Mapping[str, Part]
    abouts: Mapping[str, About]
    everyone: People

    def all(self) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        """Every event: batches, the number of their source, and whether its equal rows are repeats."""
        for label in sorted(self.parts):
            yield from self._of(label, None)

    def changed(self, plan: Changes, fresh: set[str]) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        """Events of new parts, and all events of customers that are read again."""
        again = np.zeros(len(self.everyone.labels), np.bool_)
        again[plan.again] = True
        for label in sorted(self.parts):
            if label in fresh:
                yield from self._of(label, None)
            elif len(plan.again):
                yield from self._of(label, again)

    def _of(self, label: str, wanted: NDArray[np.bool_] | None) -> Iterator[tuple[pa.RecordBatch, int, bool]]:
        part = self.parts[label]
        source = sorted(self.parts).index(label)
        uncompared = self.abouts[label].brought.uncompared
        for path in part.events:
            with pq.ParquetFile(path) as file:
                columns = [n for n in file.schema_arrow.names if not n.startswith(ID_PREFIX)]
                for batch in file.iter_batches(_BATCH, columns=columns):
                    whose = self._whose(batch)
                    named = self._named(batch, whose)
                    if wanted is not None:
                        named = named.filter(pa.array(wanted[whose]))
                    if named.num_rows:
                        yield named, source, named.column(FILE)[0].as_py() not in uncompared

    def _whose(self, batch: pa.RecordBatch) -> NDArray[np.int32]:
        keys = batch.column(KEY).to_numpy().view(np.uint64)
        whose = self.everyone.customers(keys)
        assigned = self._assigned(batch)
        if assigned is not None:
            rows, customers = assigned
            mine = batch.column(ROW).to_numpy()
            places = np.searchsorted(mine, rows)
            whose[places] = customers
        return whose

    def _assigned(self, batch: pa.RecordBatch) -> tuple[NDArray[np.int64], NDArray[np.int32]] | None:
        """Rows of a batch that are told of one by one, and their customers."""
        table = self.everyone.assigned
        if not table.num_rows:
            return None
        rows = batch.column(ROW).to_numpy()
        table = table.filter(
            pc.and_(
                pc.equal(table[FILE], batch.column(FILE)[0].as_py()),
                pc.and_(pc.greater_equal(table[ROW], int(rows[0])), pc.less_equal(table[ROW], int(rows[-1]))),
            )
        )
        if not table.num_rows:
            return None
        customers = pc.index_in(table["customer_id"], value_set=self.everyone.labels)
        return table[ROW].to_numpy(), customers.to_numpy().astype(np.int32)

    def _named(self, batch: pa.RecordBatch, whose: NDArray[np.int32]) -> pa.RecordBatch:
        present, codes = np.unique(whose, return_inverse=True)
        labels = self.everyone.labels.take(pa.array(present))
        customers = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), labels)
        place = batch.schema.get_field_index(KEY)
        return batch.set_column(place, "customer_id", customers)


def _told(log: JourneyLog, store: Store, parts: Mapping[str, Part], made: int, kind: str) -> dict[str, Any]:
    abouts = [part.about() for part in parts.values()]
    coverage = sum((Coverage.from_dict(dict(a.coverage)) for a in abouts), Coverage())
    extent = log.extent
    kinds = pq.read_table(store.customers, columns=["type", "shared"])
    return {
        "log": str(store.log),
        "build": kind,
        "parts": {"made": made, "kept": len(parts) - made},
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

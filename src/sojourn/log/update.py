"""From an old log and what changed to the log that a full build would give, byte for byte.

Customers who did not change are copied, shards of such customers taken over as they are. Equality with a full build
rests on two things: a log is a function of its events and of what its sources brought, and which events are repeats of
each other does not depend on other events.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import LogError
from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.attributes import in_order
from sojourn.log.brought import Brought
from sojourn.log.build import Built, StoreShard, in_memory, settled, shape_run
from sojourn.log.intake import MOST_BUFFERED, Intake
from sojourn.log.journeylog import JourneyLog
from sojourn.log.layout import BUCKETS, buckets_of, shard_runs, shard_width
from sojourn.log.lookup import rows_of
from sojourn.log.names import CleanName, Codes, codes_of
from sojourn.log.shape import Form
from sojourn.log.shard import to_batch
from sojourn.log.spill import Rows
from sojourn.log.stretch import Stretch, connected, find, stretch_of
from sojourn.log.vocabulary import Vocabulary
from sojourn.log.weave import woven

_WORKERS: Final = 2

ReuseShard = Callable[[int, JourneyLog, int], pa.RecordBatch]


def left_in_memory(_: int, old: JourneyLog, place: int) -> pa.RecordBatch:
    """Keep a shard of the old log where it is."""
    return old.shards[place]


@dataclass(slots=True)
class LogUpdate:
    """Takes new events and makes a new log of them and of the old log's journeys.

    Parameters
    ----------
    old
        The log as it was; opened, without selections; every event has an origin.
    clean, folder, memory_limit
        As for :class:`~sojourn.log.build.LogBuilder`.

    Raises
    ------
    LogError
        If the old log does not say where its events were read.
    """

    old: JourneyLog
    clean: CleanName
    folder: Path | None = None
    memory_limit: int = MOST_BUFFERED
    _intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        if self.old.shards and self.old.origins is None:
            raise LogError(
                "A log that does not say where its events were read cannot be changed.",
                hint="Build it again from its sources.",
            )
        self._intake = Intake(self.clean, self.folder, self.memory_limit)

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch of new events, as :meth:`sojourn.log.build.LogBuilder.add` does; each has an origin."""
        self._intake.add(batch, source=source, compare_rows=compare_rows)

    def finish(
        self,
        brought: Brought,
        *,
        moved: Mapping[str, str] | None = None,
        gone: Iterable[str] = (),
        store: StoreShard = in_memory,
        reuse: ReuseShard = left_in_memory,
    ) -> Built:
        """Make the shards, two at a time, and hand each to ``store`` or ``reuse`` as soon as it is known.

        A customer of the new log has the old journeys of everyone who became this customer, and the new events.

        Parameters
        ----------
        brought
            What all sources of the new log bring, those of the new events included.
        moved
            Old customer → new customer, where the name changes; several may become one. Everyone else stays who they
            are.
        gone
            Old customers whose old journeys are not taken over; their events may come again as new ones.
        store
            As for :meth:`sojourn.log.build.LogBuilder.finish`.
        reuse
            Gets a number, the old log and the place of a shard in it that the new log has unchanged under that number,
            and gives the shard back from where it will be read.

        Returns
        -------
        Built
            ``dropped`` and ``repaired`` are empty: see :func:`sojourn.log.lookup.repeats_dropped` and
            :func:`sojourn.log.names.refolded`. ``brought`` is what the new events brought, per source.

        Raises
        ------
        LogError
            If ``brought`` lacks a name or the origin of an event.
        """
        intake = self._intake
        names = brought.vocabularies
        kinds = in_order({"timestamp": Kind.TIME, **brought.kinds})
        _check(intake, kinds, names)
        old_codes = {n: codes_of(_names(self.old, n), vocabulary) for n, vocabulary in names.items()}
        stretches = [stretch_of(shard) for shard in self.old.shards]
        self._move(stretches, moved or {}, gone, old_codes, brought.uncompared)
        intake.settle()
        plan = _Plan(
            self.old,
            intake,
            stretches,
            Form(kinds, intake.final_codes(names)),
            Form(kinds, old_codes),
            codes_of(sorted(brought.uncompared), names["origin_file"])[:-1]
            if "origin_file" in names
            else _NOBODY,
        )
        counts = intake.counts + sum((_events(s) for s in stretches), np.zeros(BUCKETS, np.int64))
        width = shard_width(int(counts.sum()))
        runs = shard_runs(counts, width)

        def make(numbered: tuple[int, range]) -> pa.RecordBatch:
            number, run = numbered
            same = plan.unchanged(run)
            return store(number, plan.shard(run)) if same is None else reuse(number, self.old, same)

        with ThreadPoolExecutor(_WORKERS) as pool:
            shards = settled(runs, list(pool.map(make, enumerate(runs))), width, store)
        return Built(shards, kinds, names, {}, {}, intake.brought())

    def _move(
        self,
        stretches: Sequence[Stretch],
        moved: Mapping[str, str],
        gone: Iterable[str],
        codes: Mapping[str, Codes],
        uncompared: frozenset[str],
    ) -> None:
        """Take customers who leave out of the old log; the events of those who become another are taken in again."""
        targets: dict[str, str | None] = {old: new for old, new in moved.items() if old != new}
        targets.update(dict.fromkeys(gone))
        if not targets:
            return
        wanted, names = pa.array(list(targets), pa.string()), np.array(list(targets.values()), object)
        provisional = {n: self._intake.coder(n).provisional(_names(self.old, n)) for n in codes}
        alone = [name in uncompared for name in _names(self.old, "origin_file")]
        for stretch in stretches:
            found, _ = find(stretch, wanted)
            stretch.keep[found[found >= 0]] = False
            goes = (found >= 0) & np.array([name is not None for name in names])
            rows = rows_of(stretch, found[goes], names[goes])
            _check_names(rows, codes)
            apart = np.array([*alone, False])[rows.column("origin_file").to_numpy()]
            coded = _recoded(rows, provisional)
            for compare, some in ((True, ~apart), (False, apart)):
                if some.any():
                    self._intake.put(Rows(coded.filter(pa.array(some)), 0, compare))


_NOBODY: Final = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every shard of the new log is made of."""

    old: JourneyLog
    intake: Intake
    stretches: Sequence[Stretch]
    new_form: Form
    old_form: Form
    uncompared: Codes

    def unchanged(self, run: range) -> int | None:
        """The place of the old shard that this run of buckets has without any change, if there is one."""
        if self.intake.counts[run].sum() or not self._same_form():
            return None
        for place, stretch in enumerate(self.stretches):
            first, end = _rows_in(stretch, run)
            if end > first:
                whole = (first, end) == (0, len(stretch.customers)) and bool(stretch.keep.all())
                return place if whole and len(self._parts(run)) == 1 else None
        return None

    def shard(self, run: range) -> pa.RecordBatch:
        """The shard of a run of buckets."""
        new = shape_run(self.intake, run, self.new_form)
        parts = self._parts(run)
        if not parts:
            return to_batch(new.customers, new.offsets, new.columns, self.new_form.kinds)
        return woven(connected(parts), new, self.old_form, uncompared=self.uncompared.tolist())

    def _parts(self, run: range) -> list[Stretch]:
        edges = [(stretch, *_rows_in(stretch, run)) for stretch in self.stretches]
        return [stretch.part(first, end) for stretch, first, end in edges if end > first]

    def _same_form(self) -> bool:
        same = all(np.array_equal(c[:-1], np.arange(len(c) - 1)) for c in self.old_form.codes.values())
        stored = {**self.old.kinds, **(ORIGIN if self.old.origins is not None else {})}
        return same and list(stored.items()) == list(self.old_form.kinds.items())


def _rows_in(stretch: Stretch, run: range) -> tuple[int, int]:
    buckets = buckets_of(stretch.hashes)
    first, end = np.searchsorted(buckets, [run.start, run.stop]).tolist()
    return first, end


def _events(stretch: Stretch) -> NDArray[np.int64]:
    """Events per bucket of those who stay."""
    lengths = np.diff(stretch.offsets) * stretch.keep
    return np.bincount(buckets_of(stretch.hashes), lengths, BUCKETS).astype(np.int64)


def _names(log: JourneyLog, attribute: str) -> Sequence[str]:
    if attribute == "origin_file":
        return log.origins.names if log.origins is not None else ()
    return log.vocabularies[attribute].names if attribute in log.vocabularies else ()


def _check(intake: Intake, kinds: Mapping[str, Kind], names: Mapping[str, Vocabulary]) -> None:
    """What new events bring must be among what all sources bring."""
    for brought in intake.brought().values():
        unknown = [name for name in brought.kinds if name not in kinds] or [
            name for name, met in brought.spellings.items() if (codes_of(met, names[name])[:-1] < 0).any()
        ]
        if unknown or not all(name in brought.kinds for name in ORIGIN):
            raise LogError(
                f"New events have names or attributes that the log is not told of: {', '.join(unknown) or 'origin'}.",
                hint="Build the log again from its sources.",
            )


def _check_names(rows: pa.RecordBatch, codes: Mapping[str, Codes]) -> None:
    for name, new in codes.items():
        if name in rows.schema.names:
            old = rows.column(name).to_numpy()
            if ((new[old] < 0) & (old >= 0)).any():
                raise LogError(
                    f"Events that are taken over have a {name} that is not among the names given.",
                    hint="Build the log again from its sources.",
                )


def _recoded(rows: pa.RecordBatch, codes: Mapping[str, Codes]) -> pa.RecordBatch:
    arrays = {
        name: pa.array(codes[name][rows.column(name).to_numpy()]) if name in codes else rows.column(name)
        for name in rows.schema.names
    }
    return pa.RecordBatch.from_pydict(arrays)

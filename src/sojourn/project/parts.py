"""Parts of the events dataset: the clean events of one file, the identifiers in them, and what links those.

A part is made once and never changes. It belongs to the bytes of its file and to the rules by which it was read, and is
named after both: a file that did not change is never read again, and a changed one leaves a new part.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sojourn.events.cleaning import clean_name
from sojourn.events.identifiers import kind_of, normalise
from sojourn.events.plan import ID_PREFIX, kind_of_column
from sojourn.events.privacy import Door
from sojourn.events.quality import Quality, SourceQuality
from sojourn.events.schema import Kind
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.traffic import HUMAN, REASONS, USER_AGENT, counted, flags
from sojourn.identity.kernels.keys import among
from sojourn.identity.links import NO_TIME, Links
from sojourn.identity.nodes import Nodes, keys_of
from sojourn.log.brought import Brought, Receipts
from sojourn.project.mapping import mapped, write_mappable
from sojourn.project.store import Store
from sojourn.project.things import with_things

KEY: Final = "customer_key"
"""Column of the dataset with the key (64 bits) of the strongest identifier of an event; 0 = it has none."""
TRAFFIC: Final = "traffic"
"""Property with the name of the rule that an event of a declared program fits."""
ROW: Final = "origin_row"
FILE: Final = "origin_file"
_ABOUT: Final = "part.json"
_IDS: Final = "ids.arrow"
_LINKS: Final = "links.arrow"
_COMPACT: Final = 4_000_000

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to every batch before it is written.

    Attributes
    ----------
    door
        Keeps, drops, hashes or masks fields.
    country
        Where telephone numbers without a country code belong.
    blocked
        Values that are no identifiers.
    exclude
        Rules of :mod:`sojourn.events.traffic` whose events are left out.
    """

    door: Door
    country: str = ""
    blocked: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part: its files of events, and a folder with ``ids.arrow``, ``links.arrow`` and ``part.json``."""

    name: str
    folder: Path
    events: tuple[Path, ...]

    @staticmethod
    def at(store: Store, name: str) -> "Part":
        """The part of that name."""
        return Part(name, store.parts / name, tuple(sorted(store.events.glob(f"part-{name}-*.parquet"))))

    @property
    def whole(self) -> bool:
        """Whether it was finished."""
        return Store(self.folder.parent.parent).is_whole(self.name)

    def about(self) -> "About":
        """What it holds."""
        return About.from_dict(json.loads((self.folder / _ABOUT).read_text(encoding="utf-8")))

    def nodes(self, only: Keys | None = None) -> Nodes:
        """Every identifier in it once; with ``only``, those that have one of these keys, which are sorted."""
        table = mapped(self.folder / _IDS)
        if only is not None:
            mine = np.flatnonzero(among(table.column("key").to_numpy(), only))
            table = table.take(pa.array(mine))
        kinds = table.column("type")
        code = kinds.indices.to_numpy().astype(np.int16)
        return Nodes(
            table.column("key").to_numpy(), code, table.column("value"), tuple(kinds.dictionary.to_pylist())
        )

    def keys(self) -> Keys:
        """The keys of its identifiers, in order."""
        return np.asarray(mapped(self.folder / _IDS).column("key").to_numpy())

    def links(self, name: str, only: Keys | None = None) -> Links:
        """Which identifiers occurred in one row; `name` is what the evidence calls the file.

        With ``only``, those links whose first identifier has one of these keys, which are sorted.
        """
        table = mapped(self.folder / _LINKS)
        column = {n: table.column(n).to_numpy() for n in table.schema.names}
        if only is not None:
            mine = np.flatnonzero(among(column["a"], only))
            column = {n: values[mine] for n, values in column.items()}
        rows = len(column["a"])
        return Links(
            **column,
            source=np.zeros(rows, np.int32),
            probability=np.ones(rows, np.float32),
            sources=(name,),
        )


@dataclass(frozen=True, slots=True)
class About:
    """What a part holds besides its events.

    Attributes
    ----------
    rows
        Per table: ``origin_file``, and how many events it gave.
    quality
        The fate of every row of the file, table by table, repeats not yet taken off.
    brought
        Of each of these tables: attributes, spellings, message ids.
    coverage
        What the taxonomy knew.
    unusable_ids
        Type and reason → values that were no identifiers.
    privacy
        Column and rule → values that were dropped, hashed or masked.
    """

    rows: Mapping[str, int]
    quality: Quality
    brought: Sequence[Brought]
    coverage: Mapping[str, Any]
    unusable_ids: Mapping[str, int]
    privacy: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "rows": dict(self.rows),
            "quality": [source.to_dict() for source in self.quality.sources],
            "brought": [brought.to_dict() for brought in self.brought],
            "coverage": dict(self.coverage),
            "unusable_ids": dict(self.unusable_ids),
            "privacy": dict(self.privacy),
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "About":
        """What :meth:`to_dict` gave."""
        sources = tuple(SourceQuality.of(source) for source in values["quality"])
        brought = tuple(Brought.from_dict(one) for one in values["brought"])
        counted = (values[name] for name in ("coverage", "unusable_ids", "privacy"))
        return About(values["rows"], Quality(sources), brought, *counted)


@dataclass(slots=True)
class PartWriter:
    """Takes the batches of one file's tables and writes the part.

    Parameters
    ----------
    folder
        Where the part is made; it exists and is empty.
    files
        Per table the ``origin_file`` of its events.
    treatment
        What is done to every batch.
    classifier
        Places events in the taxonomy.
    """

    folder: Path
    files: Sequence[str]
    treatment: Treatment
    classifier: Classifier
    _writers: dict[int, pq.ParquetWriter] = field(default_factory=dict)
    _rows: Counter[str] = field(default_factory=Counter)
    _receipts: Receipts = field(default_factory=lambda: Receipts(clean_name))
    _unusable: Counter[str] = field(default_factory=Counter)
    _private: Counter[str] = field(default_factory=Counter)
    _left_out: dict[int, Counter[str]] = field(default_factory=dict)
    _programs: Counter[int] = field(default_factory=Counter)
    _ids: dict[str, list[pa.Array]] = field(default_factory=dict)
    _links: list[pa.Table] = field(default_factory=list)
    _waiting: int = 0

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take a batch of clean events."""
        file = self.files[source]
        batch = self._treated(self._flagged(batch, source))
        key = self._linked(batch)
        known = key != 0
        if not known.all():  # all its identifiers stand for "nobody"
            self._leave_out(source, "unusable_id", int(len(key) - known.sum()))
            batch, key = batch.filter(pa.array(known)), key[known]
        batch = with_things(self.classifier.apply(batch))
        columns: dict[str, pa.Array] = {}
        for name in batch.schema.names:
            columns[name] = self._stored(name, batch.column(name), source)
        columns[KEY] = pa.array(key.view(np.int64))
        columns[FILE] = pa.DictionaryArray.from_arrays(np.zeros(len(batch), np.int32), pa.array([file]))
        self._rows[file] += batch.num_rows
        self._receipts.kind(FILE, columns[FILE], source)
        files = self._receipts.coder(FILE).encode(columns[FILE], source)
        self._receipts.origins(files, columns.get("message_id"), source, compare_rows=compare_rows)
        made = pa.RecordBatch.from_pydict(columns)
        if source not in self._writers:
            path = self.folder / f"events-{source:03d}.parquet"
            # Identifiers and row numbers hardly repeat: looking for a dictionary of them would be in vain.
            names = [f.name for f in made.schema if pa.types.is_dictionary(f.type)]
            self._writers[source] = pq.ParquetWriter(
                path, made.schema, compression="lz4", use_dictionary=names
            )
        self._writers[source].write_batch(made.cast(self._writers[source].schema))

    def link(self, batch: pa.RecordBatch, *, source: int) -> None:
        """Take rows that tell who is who."""
        del source
        self._linked(self._treated(batch))

    def finish(self, quality: Quality) -> Quality:
        """Write what was collected; the last file makes the part whole.

        Parameters
        ----------
        quality
            The fate of the rows before they came here; what is given back knows also what became of them here.
        """
        for writer in self._writers.values():
            writer.close()
        self._write_ids()
        write_mappable(self.folder / _LINKS, _compacted(self._links))
        brought = self._receipts.brought()
        coverage = self.classifier.coverage().to_dict()
        for source, reasons in self._left_out.items():
            quality = quality.with_counts(source, dropped=reasons)
        for source, count in self._programs.items():
            quality = quality.with_counts(source, repaired={"traffic_flagged": count})
        for source in brought:
            trimmed = self._receipts.trimmed(source)
            quality = quality.with_counts(source, repaired={"trimmed_name": trimmed})
        about = About(
            dict(self._rows),
            quality,
            [brought.get(source, Brought()) for source in range(len(quality.sources))],
            coverage,
            dict(+self._unusable),
            dict(+self._private),
        )
        path = self.folder / _ABOUT
        path.write_text(json.dumps(about.to_dict(), ensure_ascii=False) + "\n", encoding="utf-8")
        return quality

    def _leave_out(self, source: int, reason: str, count: int) -> None:
        self._left_out.setdefault(source, Counter())[reason] += count

    def _flagged(self, batch: pa.RecordBatch, source: int) -> pa.RecordBatch:
        """The batch with a column that names programs that say what they are; without those to be left out."""
        if USER_AGENT not in batch.schema.names:
            return batch
        codes = flags(batch)
        named = pa.DictionaryArray.from_arrays(
            pa.array(codes, pa.int32(), mask=codes == HUMAN), pa.array(REASONS)
        )
        batch = batch.append_column(TRAFFIC, named.cast(pa.string()))
        out = np.isin(codes, [code for code, name in enumerate(REASONS) if name in self.treatment.exclude])
        for name, count in counted(codes[out]).items():
            self._leave_out(source, name, count)
        self._programs[source] += int(np.count_nonzero(codes[~out]))
        return batch.filter(pa.array(~out)) if out.any() else batch

    def _treated(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with identifiers in one form, and whatever is private kept, dropped, hashed or masked."""
        kinds = {n: kind_of_column(n) for n in batch.schema.names if n.startswith(ID_PREFIX)}
        for name, kind in kinds.items():
            found = normalise(batch.column(name), kind, self.treatment.country, self.treatment.blocked)
            for reason, count in found.counts.items():
                self._unusable[f"{kind}: {reason}"] += count
            place = batch.schema.get_field_index(name)
            batch = batch.set_column(place, name, found.coded)
        passed = self.treatment.door.apply(batch, identifiers=kinds)
        for (column, rule), count in passed.changed.items():
            self._private[f"{column}: {rule}"] += count
        return passed.batch

    def _linked(self, batch: pa.RecordBatch) -> Keys:
        """The key of the strongest identifier of every row; what else a row carries is linked to it."""
        names = [n for n in batch.schema.names if n.startswith(ID_PREFIX)]
        names.sort(key=lambda n: (kind_of(kind_of_column(n)).priority, n))
        strongest = np.zeros(batch.num_rows, np.uint64)
        times = batch.column("timestamp")
        for name in names:
            kind, values = kind_of_column(name), batch.column(name)
            coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
            distinct = coded.dictionary.cast(pa.string())
            self._ids.setdefault(kind, []).append(distinct)
            usable = distinct.is_valid().to_numpy(zero_copy_only=False)
            known = np.append(keys_of(kind, distinct.fill_null("")) * usable, np.uint64(0))
            codes = coded.indices.fill_null(len(distinct)).to_numpy(zero_copy_only=False)
            keys = known[codes]
            both = (strongest != 0) & (keys != 0) & (strongest != keys)
            if both.any():
                self._note(strongest[both], keys[both], times.filter(pa.array(both)))
            strongest = np.where(strongest == 0, keys, strongest)
        return strongest

    def _note(self, a: Keys, b: Keys, times: pa.Array) -> None:
        stamps = times.cast(pa.int64()).fill_null(NO_TIME)
        table = pa.table(
            {
                "a": np.minimum(a, b),
                "b": np.maximum(a, b),
                "count": np.ones(len(a), np.int64),
                "first": stamps,
                "last": stamps,
            }
        )
        self._links.append(table)
        self._waiting += len(a)
        if self._waiting > _COMPACT:
            self._links = [_compacted(self._links)]
            self._waiting = self._links[0].num_rows

    def _stored(self, name: str, values: pa.Array, source: int) -> pa.Array:
        """A column as the dataset keeps it; names are cleaned and counted."""
        if name.startswith(ID_PREFIX):
            return values.cast(pa.string())
        kind = self._receipts.kind(name, values, source)
        if name == "timestamp":
            return values.cast(pa.timestamp("us", "UTC"))
        if kind is not Kind.CODE:
            return values
        coder = self._receipts.coder(name)
        codes = coder.encode(values, source)
        return pa.DictionaryArray.from_arrays(
            pa.array(codes, mask=codes < 0), pa.array(coder.spellings, pa.string())
        )

    def _write_ids(self) -> None:
        nodes = Nodes.merge(
            Nodes.of([(kind, pa.concat_arrays(arrays))]) for kind, arrays in sorted(self._ids.items())
        )
        types = pa.DictionaryArray.from_arrays(
            pa.array(nodes.code.astype(np.int32)), pa.array(nodes.types, pa.string())
        )
        table = pa.table({"key": nodes.key, "type": types, "value": nodes.value})
        write_mappable(self.folder / _IDS, table)


def _compacted(links: Sequence[pa.Table]) -> pa.Table:
    """The same links with one row per pair, in order; an undated one takes the date of any other."""
    longs = [(name, pa.int64()) for name in ("count", "first", "last")]
    schema = pa.schema([("a", pa.uint64()), ("b", pa.uint64()), *longs])
    table = pa.concat_tables(links).cast(schema) if links else schema.empty_table()
    dated = pc.if_else(pc.equal(table["first"], NO_TIME), pa.scalar(None, pa.int64()), table["first"])
    table = table.set_column(table.schema.get_field_index("first"), "first", dated)
    made = table.group_by(["a", "b"]).aggregate([("count", "sum"), ("first", "min"), ("last", "max")])
    made = made.rename_columns(schema.names).sort_by([("a", "ascending"), ("b", "ascending")])
    return made.set_column(3, "first", pc.fill_null(made["first"], NO_TIME)).cast(schema)

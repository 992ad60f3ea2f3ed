"""Where batches of clean events come in: names become codes, rows go into buckets by a hash of their customer.

Buckets wait in memory until a limit and then on disk, so that no later step needs more than a bucket in memory.
"""

from collections import Counter, deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import Kind
from sojourn.log.attributes import stored_form
from sojourn.log.brought import Brought, Receipts
from sojourn.log.kernels.ordering import counting_sort
from sojourn.log.layout import BUCKETS, buckets_of, hashes_of
from sojourn.log.names import CleanName, Codes, NameCoder, codes_of
from sojourn.log.spill import Rows, Spill
from sojourn.log.vocabulary import Vocabulary

MOST_BUFFERED: Final = 1_500_000_000
_MOST_UNDERWAY: Final = 3


def buffered(memory_limit: int | None) -> int:
    """Bytes of rows that may wait in memory: a quarter of what reading may use, and never more than helps.

    >>> buffered(None), buffered(1 << 30)
    (1500000000, 268435456)
    """
    return MOST_BUFFERED if memory_limit is None else min(MOST_BUFFERED, memory_limit // 4)


@dataclass(slots=True)
class Intake:
    """Takes batches and keeps their rows, coded provisionally, in buckets; counts what each source brings.

    Parameters
    ----------
    clean
        Gives a raw name as people should see it; applied once per distinct spelling.
    folder
        Where buckets go that do not fit in memory; without it everything stays in memory.
    memory_limit
        Bytes of buffered rows beyond which buckets are written to ``folder``.
    """

    clean: CleanName
    folder: Path | None = None
    memory_limit: int = MOST_BUFFERED
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(BUCKETS, np.int64))
    nbytes: int = 0
    _receipts: Receipts = field(init=False)
    _spill: Spill = field(init=False)
    _hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _underway: deque[Future[None]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._receipts = Receipts(self.clean)
        self._spill = Spill(BUCKETS, self.folder, self.memory_limit)

    def add(self, batch: pa.RecordBatch, *, source: int, compare_rows: bool) -> None:
        """Take one batch; see :meth:`sojourn.log.build.LogBuilder.add`."""
        if batch.num_rows == 0:
            return
        arrays: dict[str, pa.Array] = {"customer_id": batch.column("customer_id").cast(pa.string())}
        for name in batch.schema.names:
            if name == "customer_id":
                continue
            values = batch.column(name)
            kind = self._receipts.kind(name, values, source)
            coded = kind is Kind.CODE
            arrays[name] = (
                pa.array(self.coder(name).encode(values, source)) if coded else stored_form(values, kind)
            )
        if "origin_file" in arrays:
            files, known = arrays["origin_file"].to_numpy(), arrays.get("message_id")
            self._receipts.origins(files, known, source, compare_rows=compare_rows)
        self.put(Rows(pa.RecordBatch.from_pydict(arrays), source, compare_rows))

    def put(self, rows: Rows) -> None:
        """Put rows whose columns are stored already into their buckets, beside the coding of the next batch."""
        self._underway.append(self._hand.submit(self._put, rows))
        if len(self._underway) > _MOST_UNDERWAY:
            self._underway.popleft().result()

    def settle(self) -> None:
        """Wait until every row is in its bucket; nothing can be added any more."""
        for batch in self._underway:
            batch.result()
        self._underway.clear()
        self._hand.shutdown()

    def take(self, bucket: int) -> list[Rows]:
        """All rows of a bucket, in order of arrival; they are forgotten here."""
        return self._spill.take(bucket)

    def coder(self, attribute: str) -> NameCoder:
        """What gives an attribute's names their provisional codes."""
        return self._receipts.coder(attribute)

    def final_codes(self, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Codes]:
        """Per coded attribute: the code in the log of every provisional code, −1 standing at the end."""
        return {name: codes_of(self.coder(name).spellings, names) for name, names in vocabularies.items()}

    def brought(self) -> dict[int, Brought]:
        """What each source brought."""
        return self._receipts.brought()

    def repaired(self, vocabularies: Mapping[str, Vocabulary]) -> dict[int, Counter[str]]:
        """Per source: how many events' names were trimmed, and how many are shown in another spelling."""
        counted = {
            source: +Counter(
                trimmed_name=self._receipts.trimmed(source), folded_case=brought.respelled(vocabularies)
            )
            for source, brought in self.brought().items()
        }
        return {source: rules for source, rules in counted.items() if rules}

    def _put(self, rows: Rows) -> None:
        buckets = buckets_of(hashes_of(rows.batch.column("customer_id")))
        order, offsets = counting_sort(buckets, BUCKETS)
        self.counts += np.diff(offsets)
        self.nbytes += rows.batch.nbytes
        self._spill.add(rows._replace(batch=rows.batch.take(pa.array(order))), offsets)

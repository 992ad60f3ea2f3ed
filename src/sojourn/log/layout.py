"""Which shard a customer lies in: 64 buckets by the hash of the id, and runs of buckets that make a shard.

The layout is a function of how many events the log holds, so that a log that grew is laid out as one built at once.
"""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.errors import LimitError
from sojourn.log.kernels.hashing import hash_strings
from sojourn.log.strings import string_buffers

BUCKETS: Final = 64
SHARD_EVENTS: Final = 2_000_000
CACHE_EVENTS: Final = 60_000
_BUCKET_SHIFT: Final = np.uint64(64 - 6)
_MOST_EVENTS: Final = 2**31

Hashes = NDArray[np.uint64]


def hashes_of(customers: pa.Array) -> Hashes:
    """The 64-bit hash of every customer id; customers lie in the log in its order."""
    return hash_strings(*string_buffers(customers))


def buckets_of(hashes: Hashes) -> NDArray[np.int32]:
    """The bucket of every hash: its top six bits."""
    return (hashes >> _BUCKET_SHIFT).astype(np.int32)


def shard_width(events: int) -> int:
    """How many neighbouring buckets make a shard of a log of so many events: at least two million events on average."""
    return _halved(BUCKETS, events / BUCKETS, SHARD_EVENTS)


def shard_runs(counts: NDArray[np.int64], width: int) -> list[range]:
    """The buckets of every shard, given the events per bucket; a shard without events is left out.

    Raises
    ------
    LimitError
        If the events of a shard do not fit into one.
    """
    runs = _runs(counts, range(BUCKETS), width)
    for run in runs:
        if (events := int(counts[run].sum())) >= _MOST_EVENTS:
            raise LimitError(
                f"{events:,} events of neighbouring customers do not fit into one shard of the journey log.",
                hint="A shard holds at most 2,147,483,647 events; split the data by customer.",
            )
    return runs


def cache_runs(counts: NDArray[np.int64], within: range) -> list[range]:
    """A few neighbouring buckets at a time, whose events fit into the cache together."""
    return _runs(counts, within, _halved(len(within), counts[within].sum() / len(within), CACHE_EVENTS))


def _halved(width: int, events_per_bucket: float, events: int) -> int:
    """Halve a run of buckets until halves would hold fewer than so many events on average."""
    while width > 1 and events_per_bucket * (width // 2) >= events:
        width //= 2
    return width


def _runs(counts: NDArray[np.int64], within: range, width: int) -> list[range]:
    runs = [range(start, start + width) for start in range(within.start, within.stop, width)]
    return [run for run in runs if counts[run].sum()]

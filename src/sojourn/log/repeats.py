"""Which events of sorted journeys are repeats of an earlier one: the same message id, or equal in every attribute.

The earlier in time is kept, and of one instant the one that was read first. Whether two events are the same does not
depend on a third, so leaving out the repeats of a part first and of the whole later gives what doing it at once gives.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.events.schema import ORIGIN, Kind
from sojourn.log.journeys import Flat
from sojourn.log.kernels.hashing import combine, hash_strings
from sojourn.log.kernels.ordering import mark_repeats, tied_places
from sojourn.log.strings import string_buffers

Values = Callable[[str, NDArray[np.int64]], Flat | pa.Array]
"""Gives the values of an attribute at some places of the sorted events."""


def repeated_ids(offsets: NDArray[np.int32], ids: pa.Array) -> NDArray[np.bool_]:
    """Which events have a message id that an earlier event of the same customer has."""
    repeats = np.zeros(len(ids), np.bool_)
    if ids.null_count < len(ids):
        known = ids.is_valid().to_numpy(zero_copy_only=False)
        mark_repeats(offsets, _fingerprint(ids), known, repeats)
    return repeats


def equal_rows(
    offsets: NDArray[np.int32],
    times: NDArray[np.int64],
    eligible: NDArray[np.bool_],
    kinds: Mapping[str, Kind],
    values: Values,
) -> NDArray[np.bool_]:
    """Which eligible events equal an earlier one of the same customer and instant in every attribute."""
    repeats = np.zeros(len(times), np.bool_)
    tied = tied_places(offsets, times) & eligible
    if tied.any():
        mixed = np.zeros(len(times), np.uint64)
        mixed[tied] = _row_fingerprints(np.flatnonzero(tied), kinds, values)
        mark_repeats(offsets, mixed, tied, repeats)
    return repeats


def _row_fingerprints(
    places: NDArray[np.int64], kinds: Mapping[str, Kind], values: Values
) -> NDArray[np.uint64]:
    """64 bits over every attribute of some events (two different rows share them once in 2**64 pairs)."""
    mixed = np.zeros(len(places), np.uint64)
    for name in kinds:
        if name in ORIGIN:
            continue
        flat = values(name, places)
        if isinstance(flat, np.ndarray):
            same_width = flat.astype(np.float64 if kinds[name] is Kind.NUMBER else np.int64, copy=False)
            combine(mixed, same_width.view(np.uint64))
        else:
            combine(mixed, _fingerprint(flat))
    return mixed


def _fingerprint(values: pa.Array) -> NDArray[np.uint64]:
    """A hash per text; null and "" differ."""
    absent = ~values.is_valid().to_numpy(zero_copy_only=False)
    hashes = hash_strings(*string_buffers(values.fill_null("")))
    hashes[absent] = 0
    return hashes

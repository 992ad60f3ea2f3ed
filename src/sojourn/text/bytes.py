"""Arrow strings as the flat arrays that kernels read."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Offsets = NDArray[np.int32]
Letters = NDArray[np.uint8]


def string_bytes(texts: pa.Array) -> tuple[Offsets, Letters]:
    """Offsets and UTF-8 bytes of texts, read-only; null is an empty text.

    >>> offsets, letters = string_bytes(pa.array(["ab", None, "c"]))
    >>> offsets.tolist(), bytes(letters)
    ([0, 2, 2, 3], b'abc')
    """
    whole = pc.fill_null(texts.cast(pa.string()), "")
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.combine_chunks()
    _, places, data = whole.buffers()
    if not len(whole) or places is None:
        offsets = np.zeros(1, np.int32)
    else:
        offsets = np.frombuffer(places, np.int32)[whole.offset : whole.offset + len(whole) + 1]
    letters = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    for array in (offsets, letters):
        array.setflags(write=False)
    return offsets, letters


def plain_bytes(texts: pa.Array) -> tuple[Offsets, Letters]:
    """As :func:`string_bytes`, in lower case and with one kind of apostrophe."""
    return string_bytes(pc.replace_substring(pc.utf8_lower(texts.cast(pa.string())), "\u2019", "'"))

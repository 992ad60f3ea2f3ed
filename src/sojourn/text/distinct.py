"""Texts that come many times, looked at once: what is said of a text depends on nothing but the text."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def distinct(texts: pa.Array) -> tuple[pa.Array, NDArray[np.int32]]:
    """The texts without repeats in the order of their first occurrence, and which of them each text is; null is an empty text.

    >>> once, whose = distinct(pa.array(["late", None, "late", ""]))
    >>> once.to_pylist(), whose.tolist()
    (['late', ''], [0, 1, 0, 1])
    """
    plain = pc.fill_null(texts.cast(pa.string()), "")
    if isinstance(plain, pa.ChunkedArray):
        plain = plain.combine_chunks()
    encoded = plain.dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy()

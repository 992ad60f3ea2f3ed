"""Arrow strings as the flat arrays that kernels read."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def string_buffers(values: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Offsets and bytes of a string array without nulls, as read-only views."""
    _, offsets, data = values.buffers()
    places = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    letters = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    letters.setflags(write=False)
    return places, letters

"""Sums of money that refuse to mix currencies."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.metrics.cells import Cells, Whole
from sojourn.log.vocabulary import Vocabulary

SEVERAL: str = "values stand in several currencies"


def currencies(
    cells: Cells, places: Whole, codes: NDArray[np.int32], vocabularies: Mapping[str, Vocabulary]
) -> tuple[NDArray[np.bool_], list[str | None]]:
    """Per cell, whether money of several currencies meets there, and the one currency otherwise (None if not said)."""
    names = vocabularies["currency"].names if "currency" in vocabularies else ()
    width = len(names) + 1
    keys = (places + 1) * width + np.where(codes < 0, len(names), codes)  # those in no cell come first
    table = np.bincount(keys, minlength=(len(cells) + 1) * width).reshape(-1, width)[1:] > 0
    several = table.sum(axis=1) > 1
    found = np.where(table.any(axis=1) & ~several, table.argmax(axis=1), len(names))
    return several, [names[code] if code < len(names) else None for code in found.tolist()]

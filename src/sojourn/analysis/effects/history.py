"""What was known of a customer before an occasion: the covariates by which others are comparable.

Only what lies before the anchor counts, never what comes after it (that may be the way by which the exposure acts),
and not the clock time of the anchor (when a process fails at certain hours, the hour decides about the exposure and
about nothing else; comparing within hours would leave nobody to compare with).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.sample import Sample
from sojourn.log.kernels.neighbours import counts_before, last_marked

COUNTED: Final = 24
"""Touchpoints whose counts are covariates: those with most events."""
_LATEST: Final = 10
_COMMON: Final = 0.01
_DAY: Final = 86_400e6

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


def history(sample: Sample, place: Places) -> Numbers:
    """Covariates at every place (rising), shape (places, p).

    Counts of touchpoints so far, events, visits and money so far, time since the first and the latest event, ratings so
    far, the latest touchpoint, own and first channel, device, and the date.
    """
    row = sample.row[place]
    begin = sample.offsets[row]
    before = (place - begin).astype(np.float64)
    latest = np.maximum(place - 1, begin)
    started, previous = sample.time[begin], sample.time[latest]
    now = sample.time[place]
    date = (now - sample.start) / max(1, sample.end - sample.start)
    visits = _before(sample, sample.begins_visit, place)
    rated = ~np.isnan(sample.rating)
    ratings = _before(sample, rated, place)
    feeling = _before(sample, np.where(rated, sample.rating, 0.0), place) / np.maximum(ratings, 1)
    columns = [
        np.log1p(_touched(sample, place)),
        np.log1p(before)[:, None],
        np.log1p(visits)[:, None],
        np.log1p(np.maximum(sample.value_before[place], 0))[:, None],
        np.log1p(np.maximum(now - started, 0) / _DAY)[:, None],
        np.log1p(np.maximum(now - previous, 0) / _DAY)[:, None],
        (ratings > 0)[:, None],
        feeling[:, None],
        date[:, None],
        (date**2)[:, None],
        _dummies(np.where(place > begin, sample.touch[latest], -1), _LATEST),
        _dummies(sample.channel[place], 5),
        _dummies(sample.first_channel[row], 5),
        _dummies(_device(sample, place), 3),
    ]
    return np.column_stack([c.astype(np.float64) for c in columns])


def _before(sample: Sample, amount: NDArray[np.generic], place: Places) -> Numbers:
    """The customer's sum before each place."""
    total = np.concatenate([[0.0], np.cumsum(amount.astype(np.float64))])
    found: Numbers = total[place] - total[sample.offsets[sample.row[place]]]
    return found


def _touched(sample: Sample, place: Places) -> Numbers:
    events = np.bincount(sample.touch[sample.touch >= 0], minlength=len(sample.names))
    chosen = np.argsort(-events, kind="stable")[:COUNTED]
    column = np.full(len(sample.names) + 1, -1, np.int32)
    column[chosen] = np.arange(len(chosen))
    return counts_before(
        sample.offsets, sample.row[place], place.astype(np.int32), column[sample.touch], len(chosen)
    )


def _device(sample: Sample, place: Places) -> NDArray[np.int32]:
    """The latest device known by then."""
    known = sample.device >= 0
    if not known.any():
        return np.full(len(place), -1, np.int32)
    last = np.where(known, np.arange(len(known)), last_marked(sample.offsets, known))[place]
    found: NDArray[np.int32] = np.where(last >= 0, sample.device[last], -1)
    return found


def _dummies(codes: NDArray[np.int32], most: int) -> Numbers:
    """One column per common code."""
    if len(codes) == 0:
        return np.zeros((0, 0))
    counts = np.bincount(codes[codes >= 0]) if (codes >= 0).any() else np.zeros(0, np.int64)
    common = [
        c for c in np.argsort(-counts, kind="stable")[:most].tolist() if counts[c] >= _COMMON * len(codes)
    ]
    found: Numbers = (codes[:, None] == np.array(common, np.int64)[None, :]).astype(np.float64)
    return found

"""Where a question is asked in several channels: in each by itself only where the channels answer clearly differently."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.effects.thresholds import slow_from
from sojourn.log.kernels.neighbours import wait_bin

ANY: Final = -1
"""Stands for all channels of a touchpoint."""
REST: Final = -2
"""Stands for the channels of a touchpoint that are too rare to be looked at by themselves."""
_OWN_CHANNEL: Final = 0.1
_DIFFERS: Final = 0.1
"""Channels differ clearly if the shares of cases answered soon, late or never lie so far apart, …"""
_OCTAVE: Final = 4
"""… or the usual waits so many bins (at least twofold), …"""
_SURE: Final = 0.01
"""… and chance would show it so rarely."""

Counts = NDArray[np.int32]


def asked_in(sample: Sample, known: list[int], least: int) -> tuple[NDArray[np.int32], list[tuple[int, int]]]:
    """A code for every event by its touchpoint, and by its channel where that happens in several.

    Returns the codes (−1 for other touchpoints), and for every code its touchpoint and channel, :data:`ANY` or :data:`REST`.
    A channel stands for itself from a tenth of the touchpoint's events on, and ``least`` events.
    """
    width = int(sample.channel.max(initial=-1)) + 2
    pair = sample.touch.astype(np.int64) * width + sample.channel + 1
    usable = sample.touch >= 0
    counts = np.bincount(pair[usable], minlength=len(sample.names) * width).reshape(len(sample.names), width)
    anchors: list[tuple[int, int]] = []
    table = np.full((len(sample.names), width), -1, np.int32)
    for touch in known:
        several = np.flatnonzero(counts[touch, 1:] >= max(least, _OWN_CHANNEL * counts[touch].sum()))
        table[touch] = len(anchors)
        if len(several) < 2:
            anchors.append((touch, ANY))
            continue
        anchors.append((touch, REST))
        for channel in several.tolist():
            table[touch, channel + 1] = len(anchors)
            anchors.append((touch, channel))
    codes = np.where(usable, table.ravel()[np.where(usable, pair, 0)], -1).astype(np.int32)
    return codes, anchors


def answer_differently(waits: Counts, asked: NDArray[np.int64]) -> bool:
    """Whether channels answer so differently that each must be looked at by itself.

    Parameters
    ----------
    waits
        Histogram of the waits per channel, shape (channels, bins).
    asked
        Questions per channel, answered or not, shape (channels,).

    Notes
    -----
    At the limit of all channels together, or of any by itself: the shares of cases answered soon, late or never lie at
    least 10 percentage points apart, or the median waits of those answered soon at least twofold; and a χ² test of
    homogeneity (of those shares; of the shares above the common median: Mood's median test) has p < 0.01.

    Examples
    --------
    >>> heaps = np.zeros((2, 116), np.int32)
    >>> heaps[:, 39:42], heaps[:, 65:68] = [[20], [22]], [[13], [11]]
    >>> answer_differently(heaps, np.array([99, 99])), answer_differently(heaps, np.array([99, 198]))
    (False, True)
    """
    limits = {slow_from(waits.sum(axis=0)), *(slow_from(own) for own in waits)} - {None}
    for limit in sorted(limit for limit in limits if limit is not None):
        soon = waits[:, : wait_bin(limit)]
        quick, answered = soon.sum(axis=1), waits.sum(axis=1)
        cases = np.column_stack([quick, answered - quick, asked - answered])
        apart = np.ptp(cases / np.maximum(asked, 1)[:, None], axis=0).max()
        if apart >= _DIFFERS and _chance(cases) < _SURE:
            return True
        met = soon[quick > 0]
        middle = np.array([_median(own) for own in met])
        above = met[:, _median(met.sum(axis=0)) + 1 :].sum(axis=1)
        halves = np.column_stack([above, met.sum(axis=1) - above])
        if np.ptp(middle) >= _OCTAVE and _chance(halves) < _SURE:
            return True
    return False


def _median(counts: Counts) -> int:
    return int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))


def _chance(cases: NDArray[np.int64]) -> float:
    """The p-value of Pearson's χ² test that rows have the same shares."""
    from scipy.special import chdtrc

    used = cases[np.ix_(cases.sum(axis=1) > 0, cases.sum(axis=0) > 0)]
    if min(used.shape) < 2:
        return 1.0
    expected = np.outer(used.sum(axis=1), used.sum(axis=0)) / used.sum()
    chi = float(((used - expected) ** 2 / expected).sum())
    return float(chdtrc((used.shape[0] - 1) * (used.shape[1] - 1), chi))

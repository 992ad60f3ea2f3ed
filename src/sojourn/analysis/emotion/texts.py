"""Texts as witnesses of a feeling: a fair sample per touchpoint, merged in any order."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.log.journeys import Journeys
from sojourn.log.kernels.behaviour import UNRATED
from sojourn.log.kernels.hashing import combine
from sojourn.log.layout import hashes_of

SAMPLED: Final = 400
"""Texts kept per touchpoint: enough for its mean within a tenth of a point."""

_FEWEST_RATED: Final = 50
_FEWEST_PER_TOUCHPOINT: Final = 10
_WEAKEST: Final = 0.2
_WELL: Final = 0.5
_CLASSES: Final = 10
_ROUNDS: Final = 4
_UNKNOWN: Final = 2.0
_GUESS: Final = 0.7
_GUESS_ALONE: Final = 1.2
_PRIOR_TOUCHPOINTS: Final = 4
_FEELINGS: Final = np.arange(-5.0, 6.0)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextSample:
    """The texts of each touchpoint with the smallest keys, and how many there are.

    A key is a hash of customer, time and touchpoint, so that the same texts are kept however the customers are split.

    Attributes
    ----------
    touchpoints, keys, ratings, texts
        One entry per kept text, by touchpoint and key; ratings in thousandths of a point, or UNRATED.
    totals
        int64, shape (touchpoints,): all texts.
    """

    touchpoints: NDArray[np.int32]
    keys: NDArray[np.uint64]
    ratings: NDArray[np.int32]
    texts: pa.Array
    totals: NDArray[np.int64]

    def __add__(self, other: "TextSample") -> "TextSample":
        return _smallest(
            np.concatenate([self.touchpoints, other.touchpoints]),
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.ratings, other.ratings]),
            pa.concat_arrays([self.texts, other.texts]),
            self.totals + other.totals,
        )


def sample_texts(journeys: Journeys, ratings: NDArray[np.int32]) -> TextSample:
    """The sample of some customers; ``ratings`` has one entry per event of theirs."""
    begin, end, names = int(journeys.offsets[0]), int(journeys.offsets[-1]), len(journeys.touchpoints)
    nothing = np.empty(0, np.int32)
    if "text" not in journeys.columns:
        return TextSample(
            nothing, nothing.astype(np.uint64), nothing, pa.array([], pa.string()), np.zeros(names, np.int64)
        )
    texts = journeys.text("text").slice(begin, end - begin)
    codes = journeys.flat("touchpoint")[begin:end]
    written = pc.greater(pc.utf8_length(texts), 0).fill_null(False).to_numpy(zero_copy_only=False)
    here = np.flatnonzero(written & (codes >= 0))
    rows = np.searchsorted(journeys.offsets, here + begin, side="right") - 1
    keys = hashes_of(journeys.customers)[rows]
    combine(keys, journeys.flat("timestamp")[begin:end][here].astype(np.uint64))
    combine(keys, codes[here].astype(np.uint64))
    totals = np.bincount(codes[here], minlength=names)
    return _smallest(codes[here], keys, ratings[here], texts.take(pa.array(here)), totals)


def _smallest(
    codes: NDArray[np.int32],
    keys: NDArray[np.uint64],
    ratings: NDArray[np.int32],
    texts: pa.Array,
    totals: NDArray[np.int64],
) -> TextSample:
    order = np.lexsort((keys, codes))
    sorted_codes = codes[order]
    first = np.searchsorted(sorted_codes, sorted_codes)
    kept = order[np.arange(len(order)) - first < SAMPLED]
    return TextSample(codes[kept], keys[kept], ratings[kept], texts.take(pa.array(kept)), totals)


@dataclass(frozen=True, slots=True)
class TextFeelings:
    """The feelings that the texts of each touchpoint tell; arrays have one entry per touchpoint.

    Attributes
    ----------
    totals, scored
        Texts there are, and those of the sample that could be scored.
    mean, error
        The mean feeling and its variance; NaN and infinite where no text could be scored. Infinite also where most texts came with a
        rating, which says the same by itself.
    calibrated
        Whether the way from wording to feeling was learned from rated texts.
    """

    totals: NDArray[np.int64]
    scored: NDArray[np.int64]
    mean: Numbers
    error: Numbers
    calibrated: bool


@dataclass(frozen=True, slots=True)
class _Wording:
    """How each feeling is worded, learned from rated texts.

    Attributes
    ----------
    edges
        Cuts between classes of sentiment.
    words
        Probability of each class given each feeling −5, −4 … +5; shape (11, classes).
    usual
        How often each feeling was rated.
    reliability
        Squared correlation of rating and sentiment.
    """

    edges: Numbers
    words: Numbers
    usual: Numbers
    reliability: float

    def unfold(self, counts: Numbers) -> tuple[Numbers, Numbers]:
        """Mean feeling behind counts of classes of sentiment, and the spread of what single texts add; one per row,
        none of which is empty.

        Richardson–Lucy, or Bayesian unfolding (D'Agostini 1995, Nucl. Instr. Meth. A 362), from the usual feelings, ended
        after a few rounds as the paper advises. Reading a feeling off each text alone would draw a touchpoint where all
        are unhappy towards the mean of all texts.
        """
        seen = counts / counts.sum(axis=1, keepdims=True)
        share = np.tile(self.usual, (len(counts), 1))
        for _ in range(_ROUNDS):
            share = share * ((seen / (share @ self.words)) @ self.words.T)
        mean = share @ _FEELINGS
        single = (share * _FEELINGS) @ self.words / (share @ self.words)
        return mean, (seen * (single - mean[:, None]) ** 2).sum(axis=1)


def read_texts(sample: TextSample) -> TextFeelings:
    """The mean feeling of the texts of each touchpoint.

    Where 50 texts came with a rating, how feelings are worded is learned from them, and read backwards at each touchpoint.
    What that misses at whole touchpoints is taken from those with rated texts, and widens the interval elsewhere. Without
    rated texts a documented line is used: a sentiment of −1 … +1 is five points.
    """
    names = len(sample.totals)
    feelings = np.where(sample.ratings == UNRATED, np.nan, sample.ratings / 1000)
    sentiment = _sentiment(sample.texts, feelings)
    there = np.isfinite(sentiment)
    codes, sentiment, feelings = sample.touchpoints[there], sentiment[there], feelings[there]
    rated = np.isfinite(feelings)
    n = np.bincount(codes, minlength=names)
    wording = _wording(sentiment[rated], feelings[rated])
    if wording is None:
        told, error = _by_line(codes, sentiment, names)
    else:
        classes = len(wording.edges) + 1
        cells = codes.astype(np.int64) * classes + np.digitize(sentiment, wording.edges)
        counts = np.bincount(cells, minlength=names * classes).reshape(names, classes).astype(np.float64)
        told, error = np.full(names, np.nan), np.full(names, np.inf)
        told[n > 0], spread = wording.unfold(counts[n > 0])
        error[n > 0] = (spread + 4 * spread.mean()) / (n[n > 0] + 4) / wording.reliability
        error += _missed(codes[rated], feelings[rated], told, error)
    alone = (n > 0) & (2 * np.bincount(codes[rated], minlength=names) <= n)
    return TextFeelings(
        sample.totals,
        n,
        np.where(n > 0, told, np.nan),
        np.where(alone, error, np.inf),
        calibrated=wording is not None,
    )


def _sentiment(texts: pa.Array, feelings: Numbers) -> Numbers:
    """By words, which is quick; learned from the ratings where words score fewer than half the texts, or badly."""
    from sojourn.text.scoring import score_texts

    if not len(texts):
        return np.empty(0)
    sentiment: Numbers = score_texts(texts, scorer="lexicon").sentiment
    there = np.isfinite(sentiment)
    both = there & np.isfinite(feelings)
    well = both.sum() >= _FEWEST_RATED and sentiment[both].std() > 0 and feelings[both].std() > 0
    if well and 2 * there.sum() >= len(texts) and np.corrcoef(sentiment[both], feelings[both])[0, 1] >= _WELL:
        return sentiment
    if np.isfinite(feelings).sum() < _FEWEST_RATED:
        return sentiment
    learned: Numbers = score_texts(texts, feelings).sentiment
    return learned


def _wording(sentiment: Numbers, feelings: Numbers) -> _Wording | None:
    """How feelings are worded; None if too few texts are rated, or their wording says nothing."""
    if len(feelings) < _FEWEST_RATED or feelings.std() == 0 or sentiment.std() == 0:
        return None
    correlation = float(np.corrcoef(feelings, sentiment)[0, 1])
    if correlation < _WEAKEST:
        return None
    edges = np.unique(np.quantile(sentiment, np.arange(1, _CLASSES) / _CLASSES))
    counts = np.zeros((len(_FEELINGS), len(edges) + 1))
    places = np.clip(np.rint(feelings) + 5, 0, 10).astype(np.int64)
    np.add.at(counts, (places, np.digitize(sentiment, edges)), 1)
    usual = (counts.sum(axis=1) + 0.5) / (counts.sum() + 0.5 * len(_FEELINGS))
    near = counts.copy()  # neighbouring feelings are worded alike
    near[1:] += counts[:-1] / 2
    near[:-1] += counts[1:] / 2
    every = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * counts.shape[1])
    words = (near + _UNKNOWN * every) / (near.sum(axis=1, keepdims=True) + _UNKNOWN)
    return _Wording(edges, words, usual, correlation**2)


def _missed(codes: NDArray[np.int32], feelings: Numbers, told: Numbers, error: Numbers) -> float:
    """Variance of what texts miss at a whole touchpoint, from those with rated texts and a documented guess."""
    n = np.bincount(codes, minlength=len(told))
    known = n >= _FEWEST_PER_TOUCHPOINT
    apart = np.bincount(codes, weights=feelings, minlength=len(told))[known] / n[known] - told[known]
    found = np.maximum(apart**2 - error[known], 0.0).sum()
    return float((_PRIOR_TOUCHPOINTS * _GUESS**2 + found) / (_PRIOR_TOUCHPOINTS + known.sum()))


def _by_line(codes: NDArray[np.int32], sentiment: Numbers, names: int) -> tuple[Numbers, Numbers]:
    n = np.maximum(np.bincount(codes, minlength=names), 1)
    mean = 5 * np.bincount(codes, weights=sentiment, minlength=names) / n
    usual = 25 * float(sentiment.var()) if len(sentiment) else 0.0
    return mean, usual / n + _GUESS_ALONE**2

"""Putting touchpoints in order and into stages: explicit rules on who comes first and what names say.

Pure: it sees counts of who comes first and the votes of names, never a log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sojourn.events.taxonomy.lines import LINES, votes
from sojourn.events.taxonomy.words.line import StageLine, StageWords

NAMES_DECIDE: Final = 0.3
"""Weight of names against data in the order of two touchpoints: names win where the data are less decided than 71 : 29."""

_NAMES_WORTH: Final = 0.4
_NAME_WORTH: Final = 0.005
_STAGE_COSTS: Final = 0.02
_ALONE_COSTS: Final = 0.02
_MOVES: Final = 0.5
_LABEL_NEEDS: Final = 1 / 3
_LINE_NEEDS: Final = 1 / 3
FEWEST: Final = 3
MOST: Final = 7
_PER_STAGE: Final = 3

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """A stage in the making: places of its touchpoints in order, and its name if words gave it one."""

    members: tuple[int, ...]
    words: StageWords | None


@dataclass(frozen=True, slots=True)
class _Segment:
    """The touchpoints `start` … `stop` − 1 of an order, as the stage `label` of a line (−1 = unnamed)."""

    start: int
    stop: int
    label: int


def arrange(
    names: Sequence[str], before: NDArray[np.int64], reach: Sequence[float], stages: int | None = None
) -> tuple[Group, ...]:
    """Order touchpoints and cut them into contiguous stages.

    Every known line of stages is tried, and none, and what costs least is taken. An arrangement costs

    - the spread of places within its stages: their sum of squares as a share of the whole sum of squares. The place
      of a touchpoint is the mean share of customers in whose journey another touchpoint comes before it. In these two, and
      in what a stage needs for a name, a touchpoint weighs the root of its reach;
    - minus 0.4 × the share of touchpoints whose name agrees with the name of their stage, less those that disagree,
      and 0.005 per named stage;
    - plus 0.02 per stage, and 0.02 more if it holds a single touchpoint.

    A stage can get a name of the line if a third of what its touchpoints weigh votes for it. Names keep
    the order of the line, except those that customers may meet anywhere, and occur once. A line that would name the
    stages of fewer than a third of the touchpoints names none. Last, a touchpoint in a stage that customers may meet
    anywhere, whose name has no vote for it but half its votes for a neighbouring stage, moves there.

    Parameters
    ----------
    names
        Names of the touchpoints.
    before
        Customers that met the first before the second, shape (n, n).
    reach
        Share of customers that met each touchpoint.
    stages
        How many stages; 3 to 7 by cost if not given, three touchpoints to a stage on average.

    Returns
    -------
    tuple of Group
        In order; no group is empty.
    """
    data, common = shares(before), in_common(before)
    weights = np.sqrt(np.asarray(reach, np.float64))
    places = weights @ data / weights.sum()
    counts = _stage_counts(len(names), stages)
    best: tuple[float, tuple[Group, ...]] | None = None
    for line in (*LINES, None):
        ballots = np.array([votes(n, line) for n in names]) if line else np.zeros((len(names), 0))
        anywhere = frozenset(i for i, s in enumerate(line.stages) if s.anywhere) if line else frozenset()
        order = order_of(common * _with_names(data, np.delete(ballots, list(anywhere), axis=1)))
        cost, segments = _cut(_options(places[order], weights[order], ballots[order]), counts, anywhere)
        fits = line is None or _named(segments) >= _LINE_NEEDS * len(names)
        if fits and (best is None or cost < best[0] - 1e-9):
            best = cost, _groups(order, segments, ballots, line)
    assert best is not None  # the line None always fits
    return best[1]


def shares(before: NDArray[np.int64]) -> Matrix:
    """Share of customers who met a before b, of those who met both, as if two more had met both either way round."""
    share: Matrix = (before + 1.0) / (before + before.T + 2.0)
    return share


def in_common(before: NDArray[np.int64]) -> Matrix:
    """How much a pair counts for the order: customers who met both, plus two."""
    weight: Matrix = (before + before.T + 2).astype(np.float64)
    return weight


def order_of(support: Matrix) -> list[int]:
    """The order with the least disagreement: the smallest sum, over pairs, of the support for the other way round.

    It starts from the support against each touchpoint coming early, and moves single touchpoints to their best place
    until no move helps.

    Parameters
    ----------
    support
        How much speaks for a coming before b, shape (n, n), none negative.

    Examples
    --------
    >>> order_of(np.array([[0.5, 0.1], [0.9, 0.5]]))
    [1, 0]
    """
    against = support.sum(axis=0) / (support.sum(axis=0) + support.sum(axis=1))
    order = [int(i) for i in np.argsort(against, kind="stable")]
    moved = True
    while moved:
        moved = False
        for item in order:
            rest = [o for o in order if o != item]
            after = support[rest, item]
            costs = after.sum() + np.concatenate([[0.0], np.cumsum(support[item, rest] - after)])
            place = int(np.argmin(costs))
            if costs[place] < costs[order.index(item)] - 1e-9:
                order = [*rest[:place], item, *rest[place:]]
                moved = True
    return order


def _with_names(data: Matrix, ballots: Matrix) -> Matrix:
    """Shares in which names have a say where both touchpoints of a pair point to different stages of the line."""
    if ballots.shape[1] == 0:
        return data
    upto = np.cumsum(ballots, axis=1)
    earlier = ballots @ (upto[:, -1:] - upto).T  # [a, b]: votes for a standing at an earlier stage than b
    strength = earlier + earlier.T
    opinion = np.divide(earlier, strength, out=np.full_like(data, 0.5), where=strength > 0)
    weight = NAMES_DECIDE * np.minimum(strength, 1.0)
    mixed: Matrix = (1 - weight) * data + weight * opinion
    return mixed


def _stage_counts(touchpoints: int, stages: int | None) -> range:
    if stages is not None:
        only = min(stages, touchpoints)
        return range(only, only + 1)
    most = min(MOST, max(FEWEST, round(touchpoints / _PER_STAGE)))
    return range(min(FEWEST, touchpoints), min(most, touchpoints) + 1)


_Options = Sequence[Sequence[tuple[_Segment, float]]]
_State = tuple[int, int, frozenset[int]]


def _cut(options: _Options, counts: range, anywhere: frozenset[int]) -> tuple[float, list[_Segment]]:
    """The cheapest cut of an order into one of the numbers of stages, by dynamic programming.

    A state is where the last stage ends, the last name of the line that was used, and the names without a fixed place
    that were used; per state only the cheapest way there is kept.
    """
    size = len(options) - 1
    best: dict[_State, tuple[float, list[_Segment]]] = {(0, -1, frozenset()): (0.0, [])}
    found: tuple[float, list[_Segment]] | None = None
    for stage in range(1, counts[-1] + 1):
        fuller: dict[_State, tuple[float, list[_Segment]]] = {}
        for (start, last, free), (cost, path) in best.items():
            for segment, price in options[start]:
                state = _after(segment, last, free, anywhere)
                if state is not None and (state not in fuller or cost + price < fuller[state][0] - 1e-12):
                    fuller[state] = cost + price, [*path, segment]
        best = fuller
        whole = [way for (end, _, _), way in best.items() if end == size]
        if stage in counts and whole:
            cost, path = min(whole, key=lambda way: way[0])
            cost += _STAGE_COSTS * stage
            if found is None or cost < found[0] - 1e-9:
                found = cost, path
    assert found is not None  # any order can be cut into its number of touchpoints
    return found


def _after(segment: _Segment, last: int, free: frozenset[int], anywhere: frozenset[int]) -> _State | None:
    """The state after one more stage; None if its name is out of order or used."""
    if segment.label in anywhere:
        return None if segment.label in free else (segment.stop, last, free | {segment.label})
    if 0 <= segment.label <= last:
        return None
    return segment.stop, max(last, segment.label), free


def _options(places: Matrix, weights: Matrix, ballots: Matrix) -> list[list[tuple[_Segment, float]]]:
    """By start, every stage that could begin there, with its price."""
    size = len(places)
    whole = _spread(places, weights) or 1.0
    cast = ballots.sum(axis=1)
    options: list[list[tuple[_Segment, float]]] = []
    for start in range(size):
        own: list[tuple[_Segment, float]] = []
        for stop in range(start + 1, size + 1):
            spread = _spread(places[start:stop], weights[start:stop]) / whole
            spread += _ALONE_COSTS if stop == start + 1 else 0.0
            own.append((_Segment(start, stop, -1), spread))
            agree = ballots[start:stop].sum(axis=0)
            heard = weights[start:stop] @ ballots[start:stop]
            for label in np.flatnonzero(heard >= _LABEL_NEEDS * weights[start:stop].sum()).tolist():
                worth = (2 * agree[label] - cast[start:stop].sum()) / size
                own.append((_Segment(start, stop, label), spread - _NAMES_WORTH * worth - _NAME_WORTH))
        options.append(own)
    return [*options, []]


def _spread(places: Matrix, weights: Matrix) -> float:
    middle = (weights * places).sum() / weights.sum()
    return float((weights * (places - middle) ** 2).sum())


def _named(segments: Sequence[_Segment]) -> int:
    return sum(s.stop - s.start for s in segments if s.label >= 0)


def _groups(
    order: Sequence[int], segments: Sequence[_Segment], ballots: Matrix, line: StageLine | None
) -> tuple[Group, ...]:
    """The stages, after touchpoints at odds with a stage that may stand anywhere have joined a neighbour."""
    words = [line.stages[s.label] if line is not None and s.label >= 0 else None for s in segments]
    members = [list(order[s.start : s.stop]) for s in segments]
    for place, (segment, name) in enumerate(zip(segments, words, strict=True)):
        if name is None or not name.anywhere:
            continue
        for item in order[segment.start : segment.stop]:
            suits = [n for n in (place - 1, place + 1) if _suits(n, item, segments, ballots)]
            if suits and ballots[item, segment.label] == 0 and len(members[place]) > 1:
                members[place].remove(item)
                members[suits[0]].insert(len(members[suits[0]]) if suits[0] < place else 0, item)
    return tuple(Group(tuple(own), name) for own, name in zip(members, words, strict=True))


def _suits(place: int, item: int, segments: Sequence[_Segment], ballots: Matrix) -> bool:
    """Whether there is a named stage at a place that a touchpoint's name votes for."""
    if not 0 <= place < len(segments) or segments[place].label < 0:
        return False
    return bool(ballots[item, segments[place].label] >= _MOVES)


def arrange_by(
    given: Sequence[str | None], before: NDArray[np.int64]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Order touchpoints whose stages are known, and the stages by the mean rank of their touchpoints.

    A touchpoint without a stage joins its neighbour before it in the order, the first ones the first stage.
    """
    order = order_of(in_common(before) * shares(before))
    ranks: dict[str, list[int]] = {}
    for rank, place in enumerate(order):
        name = given[place]
        if name is not None:
            ranks.setdefault(name, []).append(rank)
    stages = sorted(ranks, key=lambda name: (sum(ranks[name]) / len(ranks[name]), ranks[name]))
    current = next((given[place] for place in order if given[place] is not None), "") or ""
    members: dict[str, list[int]] = {name: [] for name in stages}
    for place in order:
        own = given[place]
        current = own if own is not None else current
        members[current].append(place)
    return tuple((name, tuple(members[name])) for name in stages)

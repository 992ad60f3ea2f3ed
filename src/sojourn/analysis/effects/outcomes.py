"""What is at stake at a point of the journey: the goal, what follows it, and the same again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.sample import Sample
from sojourn.log.kernels.neighbours import last_marked, next_marked

Phase = Literal["goal", "follow_up", "again"]
_USUAL: Final = 0.95
_OF_PERIOD: Final = 1 / 3
_FOLLOWS: Final = 0.95
_COMMON: Final = 0.05
_LEAST: Final = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome that is still open at some occasions.

    Attributes
    ----------
    phase
        ``goal``: the first goal; ``follow_up``: what those who reached it come to next; ``again``: the follow-up once
        more after the first.
    touchpoints
        Codes that count, any of them.
    open_at
        Per event: whether the outcome is open after it.
    reached
        Per event: the place of the next event that counts, −1 if none.
    since
        Per event: µs of the event from which the usual time is counted; for the first goal its own.
    """

    phase: Phase
    touchpoints: tuple[int, ...]
    open_at: NDArray[np.bool_]
    reached: NDArray[np.int32]
    since: NDArray[np.int64]


def follow_ups_of(sample: Sample, goals: tuple[int, ...]) -> tuple[int, ...]:
    """The touchpoint with money that those who reached a goal meet later; the goal itself if they come back to it.

    It is met by at least 5 % of them and 30 customers, and 95 % of its events come after a goal; of several the one that
    brings most money. Empty if there is none.
    """
    goal = np.isin(sample.touch, goals)
    after = last_marked(sample.offsets, goal) >= 0
    reached_by = len(np.unique(sample.row[goal]))
    best: tuple[float, int] | None = None
    for code in np.unique(sample.touch[(sample.value > 0) & ~goal & (sample.touch >= 0)]).tolist():
        here = sample.touch == code
        customers = len(np.unique(sample.row[here & after]))
        if customers >= max(_LEAST, _COMMON * reached_by) and (here & after).sum() >= _FOLLOWS * here.sum():
            rank = (-float(sample.value[here].sum()), int(code))
            best = rank if best is None or rank < best else best
    if best is not None:
        return (best[1],)
    again = len(np.unique(sample.row[goal & after]))
    return goals if again >= max(_LEAST, _COMMON * reached_by) else ()


def outcomes_of(sample: Sample, goals: tuple[int, ...], follow_ups: tuple[int, ...]) -> Iterator[Outcome]:
    """The outcomes of a log: every occasion has at most one that is open."""
    goal = np.isin(sample.touch, goals)
    last_goal = np.where(goal, np.arange(len(goal)), last_marked(sample.offsets, goal))
    done = last_goal >= 0
    yield Outcome("goal", goals, ~done, next_marked(sample.offsets, goal), sample.time)
    if not follow_ups:
        return
    follow = np.isin(sample.touch, follow_ups)
    following = next_marked(sample.offsets, follow)
    if follow_ups == goals:
        yield Outcome("again", goals, done, following, sample.time[last_goal])
        return
    last_follow = np.where(follow, np.arange(len(follow)), last_marked(sample.offsets, follow))
    renewed = last_follow >= 0
    yield Outcome("follow_up", follow_ups, done & ~renewed, following, sample.time[last_goal])
    yield Outcome("again", follow_ups, renewed, following, sample.time[last_follow])


def usual_time(sample: Sample, outcome: Outcome, place: NDArray[np.int64]) -> int:
    """µs within which 95 % of those occasions reach the outcome that do; at most a third of the log; 0 if none does."""
    reached = outcome.reached[place]
    took = sample.time[reached[reached >= 0]] - outcome.since[place[reached >= 0]]
    if len(took) == 0:
        return 0
    return int(min(float(np.quantile(took, _USUAL)), _OF_PERIOD * (sample.end - sample.start)))


def decided(sample: Sample, outcome: Outcome, place: NDArray[np.int64], usual: int) -> NDArray[np.bool_]:
    """Occasions that the log follows for at least the usual time."""
    inside: NDArray[np.bool_] = outcome.since[place] + usual <= sample.end
    return inside

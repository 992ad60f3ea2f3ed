"""The effect of one candidate on one outcome, with everything that a sceptic asks for."""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.history import history
from sojourn.analysis.effects.occasions import Occasions
from sojourn.analysis.effects.outcomes import Outcome, decided, usual_time
from sojourn.analysis.effects.sample import Sample
from sojourn.analysis.stats.doubly_robust import difference, effects_on_exposed

OCCASIONS: Final = {"company": 30_000, "customer": 8_000}
"""An effect is estimated on at most so many occasions, by who makes the exposure: those of the first customers in the order
of their hashes. What customers choose is never claimed, so it is estimated on fewer."""
SEEMS: Final = 0.05
"""A plain difference seems to be something from this p-value down."""
LEAST: Final = 20
"""Fewer exposed or comparable customers than this are not compared."""
LEAST_OVERLAP: Final = 0.5
"""A smaller share of exposed with comparable others is not compared."""

OPPOSITE: Final = 0.02
"""An event after which fewer than so many reach the outcome says that it will not come; it is no cause of that."""
_SAYS_SO: Final = ("error", "complaint", "visit_page")

Numbers = NDArray[np.float64]
Status = Literal["estimated", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a candidate does to an outcome.

    Attributes
    ----------
    customers, occurrences
        Exposed customers whose outcome was still open and is decided by now, and how often they were exposed.
    came
        Customers who came to this point, exposed or not.
    comparable
        Customers it was compared with.
    overlap
        Share of the exposed occasions with comparable others.
    effect, error
        Mean change of the probability of the outcome per exposed customer, and its standard error; NaN if not
        comparable.
    p
        Of the effect; NaN if not comparable.
    naive, naive_p
        The plain difference between exposed customers and the others.
    value, value_error
        Money per outcome reached, with what follows it within the data.
    without
        Share of the exposed occasions that would have reached it without the exposure.
    usual
        µs that the outcome usually takes; occasions closer to the end of the log are left out.
    who
        Rows of the exposed customers in the sample.
    """

    candidate: Candidate
    outcome: Outcome
    status: Status
    customers: int
    occurrences: int
    came: int
    comparable: int
    overlap: float
    effect: float
    error: float
    p: float
    naive: float
    naive_p: float
    value: float
    value_error: float
    without: float
    usual: int
    who: NDArray[np.int32] = field(repr=False)


def estimate(
    sample: Sample, candidate: Candidate, occasions: Occasions, outcome: Outcome, *, harm_only: bool = True
) -> Finding | None:
    """The effect of a candidate on an outcome; None where fewer customers than :data:`LEAST` are on one side, or where the
    exposure is the outcome's opposite.

    With ``harm_only``, what customers choose is looked at only where those who do it seem to fare worse.

    One occasion's effect is estimated doubly robustly, for the outcome Y and for the number F of later exposures. Those
    not exposed now may be exposed later; taking every exposure's effect θ as the same, what the exposure does now is
    ``ATT(Y) = θ + θ·ATT(F)``, so θ = ATT(Y) / (1 + ATT(F)) (the recursion of Cellini, Ferreira and Rothstein 2010,
    Quarterly Journal of Economics 125, eq. 9, in closed form for a constant effect; an additive structural nested
    mean model in the sense of Robins 1994). A customer's effect is θ times the exposures of an exposed customer.
    """
    kept, usual = open_occasions(sample, candidate, occasions, outcome)
    exposed, row = kept.exposed, sample.row[kept.place]
    reached = outcome.reached[kept.place] >= 0
    who = np.unique(row[exposed])
    if len(who) < LEAST or len(np.unique(row[~exposed])) < LEAST:
        return None
    naive, naive_p = _naive(row, exposed, reached)
    if harm_only and candidate.maker == "customer" and not (naive < 0 and naive_p <= SEEMS):
        return None
    if candidate.kind in _SAYS_SO and float(reached[exposed].mean()) < OPPOSITE:
        return None
    part = row <= row[min(OCCASIONS[candidate.maker], len(row)) - 1]
    y = np.column_stack([reached, later_exposures(row, exposed)]).astype(np.float64)[part]
    _, clusters = np.unique(row[part], return_inverse=True)
    covariates = history(sample, kept.place[part])
    found = effects_on_exposed(exposed[part], y, covariates, clusters, sample.folds[row[part]])
    controls = len(np.unique(row[part][(found.weights > 0) & ~exposed[part]]))
    times = exposed.sum() / len(who)
    varied = 0 < y[found.weights > 0, 0].mean() < 1 if (found.weights > 0).any() else False
    usable = found.overlap >= LEAST_OVERLAP and found.exposed >= LEAST and found.effective >= LEAST and varied
    now, later = found.effect.tolist()
    scale = 1 + later
    usable &= scale > 0.2
    blip = now / scale if usable else float("nan")
    influence = (found.influence[:, 0] - blip * found.influence[:, 1]) / scale if usable else np.zeros(1)
    error = float(np.sqrt((influence**2).sum())) * times
    money, money_error = money_of(sample, outcome, kept.place[part], found.weights * ~exposed[part], clusters)
    return Finding(
        candidate, outcome, "estimated" if usable else "not_comparable", len(who), int(exposed.sum()),
        len(np.unique(row)), controls, found.overlap, blip * times, error if usable else float("nan"),
        two_sided(blip * times, error) if usable else float("nan"), naive, naive_p, money, money_error,
        float(found.without[0]), usual, who,
    )  # fmt: skip


def open_occasions(
    sample: Sample, candidate: Candidate, occasions: Occasions, outcome: Outcome, usual: int = -1
) -> tuple[Occasions, int]:
    """Occasions at which the outcome is open and by now decided, and the usual time; found from them unless given.

    What the company does counts as met even if the outcome came first: leaving those out would compare with customers
    who had less time to reach it. A page that a visit comes to only after the outcome does not count.
    """
    kept = occasions.where(outcome.open_at[occasions.place])
    if usual < 0:
        usual = usual_time(sample, outcome, kept.place)
    kept = kept.where(decided(sample, outcome, kept.place, usual))
    if candidate.kind != "visit_page":
        return kept, usual
    reached = outcome.reached[kept.place]
    in_time = (reached < 0) | (kept.met < reached)
    return Occasions(kept.place, kept.exposed & in_time, kept.met), usual


def two_sided(effect: float, error: float) -> float:
    """The p-value of a normal estimate; never 0."""
    from scipy.special import ndtr

    if error <= 0:
        return 1.0
    return max(2 * float(ndtr(-abs(effect) / error)), float(np.finfo(np.float64).tiny))


def later_exposures(row: NDArray[np.int32], exposed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Exposed occasions of the same customer after each occasion."""
    total = np.cumsum(exposed)
    last = np.searchsorted(row, row, "right") - 1
    found: NDArray[np.int64] = total[last] - total
    return found


def _naive(
    row: NDArray[np.int32], exposed: NDArray[np.bool_], reached: NDArray[np.bool_]
) -> tuple[float, float]:
    """Customers who met it at all against those who did not."""
    people, own = np.unique(row, return_inverse=True)
    met = np.bincount(own, weights=exposed) > 0
    got = (np.bincount(own, weights=reached) > 0).astype(np.float64)
    found, error = difference(met, got, np.arange(len(people)))
    return found, two_sided(found, error)


def money_of(
    sample: Sample, outcome: Outcome, place: NDArray[np.int64], weights: Numbers, clusters: NDArray[np.int64]
) -> tuple[float, float]:
    """Money from the outcome on, weighted mean over comparable others who reached it, and its standard error."""
    reached = outcome.reached[place]
    got = (reached >= 0) & (weights > 0)
    if not got.any():
        return float("nan"), float("nan")
    ends = sample.offsets[sample.row[place[got]] + 1] - 1
    paid = sample.value_before[ends] + sample.value[ends] - sample.value_before[reached[got]]
    w = weights[got] / weights[got].sum()
    mean = float(w @ paid)
    spread = np.bincount(clusters[got], weights=w * (paid - mean))
    return mean, float(np.sqrt((spread**2).sum()))

"""What may be said of a finding: it costs, it only looks so, the data do not decide, or nobody is comparable."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.analysis.effects.estimation import SEEMS, Finding
from sojourn.analysis.stats.multiple import benjamini_hochberg

Verdict = Literal["costs", "unclear", "look_alike", "not_comparable"]

ROBUST: Final = 0.15
"""A self-chosen exposure is left ``unclear`` rather than a look-alike only if a hidden trait would have to explain so much of
what is left of both the exposure and the outcome to explain the association away."""
_Z: Final = 1.959963984540054


def corrected(findings: Sequence[Finding]) -> NDArray[np.float64]:
    """q-values (Benjamini–Hochberg), apart for what the company makes and what customers choose.

    The two are apart because only the first can be claimed: strong associations of what customers choose must not lower the bar for it.
    """
    p = np.array([f.p for f in findings], np.float64)
    company = np.array([f.candidate.maker == "company" for f in findings], np.bool_)
    q = np.full(len(p), np.nan)
    for own in (company, ~company):
        q[own] = benjamini_hochberg(p[own])
    return q


def robustness(finding: Finding) -> float:
    """How much of the remaining variance of both exposure and outcome a hidden trait must explain to leave nothing certain.

    The robustness value of Cinelli and Hazlett (2020, Journal of the Royal Statistical Society B 82, section 4.2) of the
    nearer end of the 95 % interval; 0 if the interval holds 0.
    """
    distance = max(0.0, abs(finding.effect) / finding.error - _Z) if finding.error > 0 else 0.0
    f = distance / np.sqrt(max(1, finding.customers + finding.comparable - 1))
    return float(0.5 * (np.sqrt(f**4 + 4 * f**2) - f**2))


def stands(finding: Finding, q: float, level: float) -> bool:
    """Whether an effect is claimed: its q-value is low enough, and its own 95 % interval leaves out 0."""
    return q <= level and finding.p <= 0.05


def verdict_of(finding: Finding, q: float, level: float) -> Verdict:
    """The verdict on a finding whose corrected p-value is ``q``."""
    if finding.status == "not_comparable":
        return "not_comparable"
    seems = finding.naive < 0 and finding.naive_p <= SEEMS
    if finding.candidate.maker == "customer":
        return "unclear" if finding.effect < 0 and robustness(finding) >= ROBUST else "look_alike"
    if finding.effect < 0 and stands(finding, q, level):
        return "costs"
    return "look_alike" if seems else "unclear"

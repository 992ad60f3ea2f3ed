"""Which candidates are faces of one cause: they meet the same customers, and the same outcome suffers."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.estimation import Finding

CONTAINED: Final = 0.6
"""Two exposures are faces of one cause if so large a share of the smaller one's customers is in the larger one."""


def faces(findings: Sequence[Finding]) -> dict[Candidate, Candidate]:
    """The candidate that each candidate is a face of; leaders stand for themselves.

    The findings whose effect stands out most from its error come first; each joins the first leader that meets the same
    customers at the same outcome, else it leads.
    """
    order = sorted(findings, key=lambda f: (f.effect / f.error if f.error > 0 else 0.0, f.candidate))
    leader: dict[Candidate, Candidate] = {}
    leading: list[Finding] = []
    for finding in order:
        if finding.candidate not in leader:
            same = (other for other in leading if _alike(finding, other))
            leader[finding.candidate] = next((f.candidate for f in same), finding.candidate)
        if leader[finding.candidate] == finding.candidate:
            leading.append(finding)
    return leader


def _alike(a: Finding, b: Finding) -> bool:
    if a.outcome.phase != b.outcome.phase:
        return False
    shared = len(np.intersect1d(a.who, b.who, assume_unique=True))
    return shared >= CONTAINED * min(len(a.who), len(b.who))

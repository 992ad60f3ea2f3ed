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
    customers at the same outcome, or the leader of a face that does and waits for the same answer from another point;
    else it leads.
    """
    order = sorted(findings, key=lambda f: (f.effect / f.error if f.error > 0 else 0.0, f.candidate))
    leader: dict[Candidate, Candidate] = {}
    placed: list[Finding] = []
    for finding in order:
        own = finding.candidate
        if own not in leader:
            leading = [other for other in placed if leader[other.candidate] == other.candidate]
            # Through any face at all two causes would become one: a late end of a ticket holds a slow start and a hand-over.
            through = [other for other in placed if _same_answer(own, other.candidate)]
            same = (other.candidate for other in [*leading, *through] if _alike(finding, other))
            leader[own] = leader.get(next(same, own), own)
        placed.append(finding)
    return leader


def _same_answer(a: Candidate, b: Candidate) -> bool:
    return a.kind == b.kind == "wait" and a.exposure == b.exposure


def _alike(a: Finding, b: Finding) -> bool:
    if a.outcome.phase != b.outcome.phase:
        return False
    shared = len(np.intersect1d(a.who, b.who, assume_unique=True))
    return shared >= CONTAINED * min(len(a.who), len(b.who))

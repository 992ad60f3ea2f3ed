"""Every candidate of a sample, and what each does to every outcome that is open where it is decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.analysis.effects.candidates import Candidate, find_candidates
from sojourn.analysis.effects.estimation import Finding, estimate
from sojourn.analysis.effects.failing import estimate_failing
from sojourn.analysis.effects.occasions import occasions_of
from sojourn.analysis.effects.outcomes import Outcome, follow_ups_of, outcomes_of
from sojourn.analysis.effects.sample import Sample


@dataclass(frozen=True, slots=True)
class Question:
    """The outcomes of a sample: the goals, what follows them, and where each is open."""

    goals: tuple[int, ...]
    follow_ups: tuple[int, ...]
    outcomes: tuple[Outcome, ...]


def question_of(sample: Sample, goals: tuple[int, ...]) -> Question:
    """The outcomes of a goal."""
    follow_ups = follow_ups_of(sample, goals)
    return Question(goals, follow_ups, tuple(outcomes_of(sample, goals, follow_ups)))


def search(sample: Sample, question: Question) -> list[Finding]:
    """All findings, in the order of the candidates."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(
        1
    ):  # small systems of equations: more threads cost more than they bring, and sum in other orders
        candidates = find_candidates(sample, question.goals, question.follow_ups)
        return [f for c in candidates for f in findings_of(sample, c, question.outcomes)]


def findings_of(sample: Sample, candidate: Candidate, outcomes: Iterable[Outcome]) -> list[Finding]:
    """What one candidate does to every outcome."""
    if candidate.kind == "drop_off":
        found = [estimate_failing(sample, candidate, outcome) for outcome in outcomes]
    else:
        occasions = occasions_of(sample, candidate)
        found = [estimate(sample, candidate, occasions, outcome) for outcome in outcomes]
    return [f for f in found if f is not None]

"""Every candidate of a sample, and what each does to every outcome that is open where it is decided."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sojourn.analysis.effects.candidates import Candidate
from sojourn.analysis.effects.choices import Placebo, placebo_of, turns_out, way_to
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Something customers choose, what seems to come of it, and whether it was already so before."""

    finding: Finding
    placebo: Placebo


def one_thread() -> AbstractContextManager[object]:
    """Small systems of equations: more threads cost more than they bring, and sum in other orders."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)  # type: ignore[no-any-return]


def search(sample: Sample, question: Question, candidates: Iterable[Candidate]) -> list[Finding]:
    """What each candidate does to every outcome, in the order of the candidates."""
    with one_thread():
        return [f for c in candidates for f in findings_of(sample, c, question.outcomes)]


def choices(sample: Sample, question: Question, candidates: Iterable[Candidate]) -> list[Choice]:
    """Touchpoints that some visits come to, apart from the steps on the way, with their placebos; for the goal alone."""
    goal = question.outcomes[0]
    way = way_to(sample, goal)
    found = []
    with one_thread():
        for candidate in candidates:
            if candidate.kind != "visit_page" or candidate.exposure in way.steps:
                continue
            placebo = placebo_of(sample, candidate, goal, way)
            if placebo is None or not placebo.passes or not turns_out(sample, candidate, way, placebo.now):
                continue
            finding = estimate(sample, candidate, occasions_of(sample, candidate), goal, harm_only=False)
            if finding is not None and finding.status == "estimated":
                found.append(Choice(finding, placebo))
    return found


def findings_of(sample: Sample, candidate: Candidate, outcomes: Iterable[Outcome]) -> list[Finding]:
    """What one candidate does to every outcome."""
    if candidate.kind == "drop_off":
        found = [estimate_failing(sample, candidate, outcome) for outcome in outcomes]
    else:
        occasions = occasions_of(sample, candidate)
        found = [estimate(sample, candidate, occasions, outcome) for outcome in outcomes]
    return [f for f in found if f is not None]

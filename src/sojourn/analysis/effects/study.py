"""A log studied once: what pain points and moments of truth are both told from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sojourn.analysis.effects.candidates import Candidate, find_candidates
from sojourn.analysis.effects.estimation import Finding
from sojourn.analysis.effects.sample import Sample, SampleTally, canonical
from sojourn.analysis.effects.search import Choice, Question, choices, question_of, search
from sojourn.errors import UsageError
from sojourn.log.vocabulary import Vocabulary


@dataclass(frozen=True)
class Study:
    """A sample, its question, its candidates, and what they do, each estimated when first asked for.

    Attributes
    ----------
    customers
        Customers of the whole log.
    goals
        Names of the goals.
    """

    customers: int
    goals: tuple[str, ...]
    sample: Sample
    question: Question
    candidates: tuple[Candidate, ...]

    @property
    def sampled(self) -> int:
        """Customers the effects are estimated on."""
        return len(self.sample.ids)

    @cached_property
    def made(self) -> list[Finding]:
        """What the company makes, and what that does."""
        return search(self.sample, self.question, [c for c in self.candidates if c.maker == "company"])

    @cached_property
    def suffered(self) -> list[Finding]:
        """What customers choose and seem to fare worse with."""
        return search(self.sample, self.question, [c for c in self.candidates if c.maker == "customer"])

    @cached_property
    def choices(self) -> list[Choice]:
        """What customers choose and is believed to do something."""
        return choices(self.sample, self.question, self.candidates)


def check_study(q: float, sample: int) -> None:
    """Refuse parameters that no study of a log can have.

    Raises
    ------
    UsageError
        If q does not lie between 0 and 1, or the sample is empty.
    """
    if not 0 < q < 1:
        raise UsageError(f"q must lie between 0 and 1, got {q!r}.", hint="Write q=0.1.")
    if sample < 1:
        raise UsageError(f"sample must be at least 1, got {sample!r}.", hint="Leave it out.")


def study_of(tally: SampleTally, vocabularies: Mapping[str, Vocabulary], goals: Sequence[str]) -> Study | str:
    """The study of a sample; why there can be none if there is no goal or nobody.

    Raises
    ------
    UnknownNameError
        If a goal is no touchpoint.
    """
    names = vocabularies["touchpoint"]
    codes = tuple(names.code(name) for name in goals)
    if not codes:
        return "there is no goal"
    if not tally.customers:
        return "there are no customers"
    sample = canonical(tally, vocabularies)
    question = question_of(sample, codes)
    candidates = find_candidates(sample, question.goals, question.follow_ups)
    return Study(tally.customers, tuple(names[code] for code in codes), sample, question, candidates)

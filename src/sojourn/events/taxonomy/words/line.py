"""What a line of stages is: the phases of one kind of journey, in order, with the words that tell them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageWords:
    """One stage: its names, and the words of touchpoint names that point to it.

    Attributes
    ----------
    english, chinese
        The stage's name.
    strong
        Words and phrases that are hardly ever used elsewhere, separated by commas; each counts 2.
    weak
        Words that point here when nothing else is known; each counts 1.
    anywhere
        Whether customers may meet this stage at any time, so that its place in the line says nothing.
    """

    english: str
    chinese: str
    strong: str
    weak: str = ""
    anywhere: bool = False

    def name(self, language: str) -> str:
        """The stage's name in a language."""
        return self.chinese if language == "zh" else self.english


@dataclass(frozen=True, slots=True)
class StageLine:
    """The stages of one kind of journey, in the order in which customers usually meet them."""

    kind: str
    stages: tuple[StageWords, ...]

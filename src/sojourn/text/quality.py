"""Which scorer is asked for, which is used, and how well it agrees with ratings."""

from dataclasses import dataclass
from typing import Literal

from sojourn.text.scorers import Felt

Choice = Literal["auto", "lexicon", "learned", "embeddings"]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the scorers agree with the ratings that came with the texts of one language.

    Attributes
    ----------
    language
        ISO 639-1 code.
    rated
        Rated texts that were compared.
    kind
        The scorer that is used: ``lexicon`` or ``learned``.
    accuracy, macro_f1, calibration_error
        Of that scorer (cross-validated where it learned; equal texts never in two folds); the calibration error is null
        for the lexicon, which gives no probabilities.
    baseline
        What it is compared with: ``lexicon``, ``learned``, or ``most frequent class`` where the language has no lexicon.
    baseline_accuracy, baseline_macro_f1
        Of that.
    reason
        Why this scorer is used.
    learned_from
        Rated texts that a model was learned from, to be used or to be compared: all, or a sample; 0 where none was. A
        model of embeddings learns from all languages together.
    rated_in_all
        Rated texts of the language.
    """

    language: str
    rated: int
    kind: str
    accuracy: float | None
    macro_f1: float | None
    calibration_error: float | None
    baseline: str
    baseline_accuracy: float | None
    baseline_macro_f1: float | None
    reason: str
    learned_from: int
    rated_in_all: int


@dataclass(frozen=True, slots=True)
class Alone:
    """Texts of one language, scored."""

    language: str
    kind: str
    felt: Felt | None
    """None where they cannot be scored."""
    quality: Quality | None

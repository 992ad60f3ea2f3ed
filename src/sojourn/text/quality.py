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


@dataclass(frozen=True, slots=True)
class Alone:
    """Texts of one language, scored."""

    language: str
    kind: str
    felt: Felt | None
    """None where they cannot be scored."""
    quality: Quality | None

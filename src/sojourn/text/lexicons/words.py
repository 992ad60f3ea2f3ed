"""How the words of a language are written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

EMOTIONS: Final = ("joy", "anger", "sadness", "fear", "surprise", "disgust")
"""Emotions that words can name, in the order of their codes."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language that say how something feels.

    Words are separated by blanks, ``_`` is a blank within a phrase, a final ``*`` stands for any ending. A word that
    stands in several groups has the valence of the first.

    Attributes
    ----------
    values
        Valence → words, from −4 (worst) to +4 (best), 0 for phrases that mean nothing though a word in them does.
    degrees
        Factor → words that strengthen (above 1) or weaken (below 1) what follows.
    negations
        Words that turn what follows.
    contrasts
        Words after which counts more than before: but.
    emotions
        Emotion → words of ``values`` that name it.
    reach
        How many words (characters in Chinese) may stand between a negation and what it turns, plus one.
    turned_good, turned_bad
        What the valence of a negated good word, and of a negated bad one, is multiplied by.
    """

    values: Mapping[float, str]
    degrees: Mapping[float, str]
    negations: str
    contrasts: str
    emotions: Mapping[str, str] = field(default_factory=dict)
    reach: int = 3
    turned_good: float = -0.74
    turned_bad: float = -0.5


def listed(text: str) -> list[str]:
    """The words and phrases of a group.

    >>> listed("late never_came delay*")
    ['late', 'never came', 'delay*']
    """
    return [word.replace("_", " ") for word in text.split()]

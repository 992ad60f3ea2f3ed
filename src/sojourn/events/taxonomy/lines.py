"""What a touchpoint's name tells about its stage, in English and Chinese."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sojourn.events.names import words
from sojourn.events.taxonomy.words.billing import BILLING
from sojourn.events.taxonomy.words.care import CARE
from sojourn.events.taxonomy.words.learning import LEARNING
from sojourn.events.taxonomy.words.line import StageLine
from sojourn.events.taxonomy.words.relationship import RELATIONSHIP
from sojourn.events.taxonomy.words.request import REQUEST
from sojourn.events.taxonomy.words.shopping import SHOPPING
from sojourn.events.taxonomy.words.travel import TRAVEL

LINES: Final = (RELATIONSHIP, SHOPPING, REQUEST, CARE, TRAVEL, LEARNING, BILLING)
"""The kinds of journey whose stages are known; of two that fit equally well the earlier is taken."""

STRONG: Final = 2.0
WEAK: Final = 1.0
_LONGEST_NAME: Final = 200
_DIGITS: Final = re.compile(r"\d+")

Votes = tuple[float, ...]
"""Per stage of a line how much a name points there; together at most 1, all 0 if it tells nothing."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one line: phrases as tuples of stems, and Chinese words, with the stage and weight they give."""

    phrases: Mapping[tuple[str, ...], tuple[tuple[int, float], ...]]
    chinese: tuple[tuple[str, int, float], ...]
    longest: int


def votes(name: str, line: StageLine) -> Votes:
    """Where the words of a touchpoint's name point on a line of stages.

    The longest phrases of the name that the line knows are looked up first and use up their words. Each found phrase
    gives its weight (strong 2, weak 1) to its stage; the weights are divided by their sum, and halved if only one
    weak word was found.

    Examples
    --------
    >>> from sojourn.events.taxonomy.words.shopping import SHOPPING
    >>> [s.english for s in SHOPPING.stages][:3], votes("product_viewed", SHOPPING)[:3]
    (['Arrival', 'Browsing', 'Cart'], (0.0, 1.0, 0.0))
    >>> votes("加入购物车", SHOPPING)[:3], sum(votes("xyz", SHOPPING))
    ((0.0, 0.0, 1.0), 0.0)
    """
    lexicon = _lexicon(line)
    short = name[:_LONGEST_NAME]
    weights = [0.0] * len(line.stages)
    for stage, weight in [*_phrases(short, lexicon), *_chinese(short, lexicon)]:
        weights[stage] += weight
    total = sum(weights)
    return tuple(w / max(total, STRONG) for w in weights)


def _phrases(name: str, lexicon: _Lexicon) -> list[tuple[int, float]]:
    stems = [stem(w) for w in _DIGITS.sub(" ", words(name)).split()]
    found: list[tuple[int, float]] = []
    for length in range(min(lexicon.longest, len(stems)), 0, -1):
        for start in range(len(stems) - length + 1):
            phrase = tuple(stems[start : start + length])
            if phrase in lexicon.phrases:
                found.extend(lexicon.phrases[phrase])
                stems[start : start + length] = [""] * length
    return found


def _chinese(name: str, lexicon: _Lexicon) -> list[tuple[int, float]]:
    if name.isascii():
        return []
    rest = unicodedata.normalize("NFKC", name).casefold()
    found = []
    for word, stage, weight in lexicon.chinese:
        if word in rest:
            found.append((stage, weight))
            rest = rest.replace(word, " ")
    return found


@cache
def _lexicon(line: StageLine) -> _Lexicon:
    phrases: dict[tuple[str, ...], list[tuple[int, float]]] = {}
    chinese: list[tuple[str, int, float]] = []
    for place, stage in enumerate(line.stages):
        for text, weight in ((stage.strong, STRONG), (stage.weak, WEAK)):
            for entry in dict.fromkeys(part.strip() for part in text.split(",") if part.strip()):
                if entry.isascii():
                    key = tuple(stem(w) for w in words(entry).split())
                    known = phrases.setdefault(key, [])
                    if all(p != place for p, _ in known):
                        known.append((place, weight))
                else:
                    chinese.append((entry.casefold(), place, weight))
    chinese.sort(key=lambda item: (-len(item[0]), item))
    return _Lexicon({k: tuple(v) for k, v in phrases.items()}, tuple(chinese), max(len(k) for k in phrases))


def stem(word: str) -> str:
    """The part of an English word that its forms share; both sides of a comparison go through it.

    >>> [stem(w) for w in ("orders", "ordering", "shipped", "shipping", "enquiries", "purchase", "purchased")]
    ['order', 'order', 'ship', 'ship', 'enquiry', 'purchas', 'purchas']
    """
    if not word.isascii() or len(word) < 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word.removesuffix("e")

"""Feelings as people write them in tables: numbers on a scale, words, faces."""

import re
from typing import Final

from sojourn.journeymap.forms.cells import Cell, number_of, text_of

_SCALE: Final = re.compile(r"([-−–]?\s?\d{1,3})\s*(?:-|–|—|to|至|到|~|\.\.|…)\s*([+]?\d{1,3})")
_WORDS: Final = {
    -4.0: "very negative,terrible,awful,angry,furious,hate,devastated,非常差,非常不满,愤怒,生气,糟糕,绝望,😡,🤬,😭,😠",
    -3.0: "frustrated,annoyed,disappointed,upset,沮丧,失望,烦躁,恼火,😞,😤,😢,😖",
    -2.0: "negative,sad,bad,unhappy,worried,anxious,confused,stressed,bored,dissatisfied,负面,消极,不满,不满意,担心,焦虑,困惑,难过,低,🙁,☹,😟,😕,😰",
    0.0: "neutral,ok,okay,average,mixed,indifferent,中性,一般,平静,普通,中,😐,😑",
    2.0: "positive,good,happy,satisfied,pleased,interested,curious,relieved,hopeful,confident,正面,积极,好,开心,满意,好奇,期待,放心,高,🙂,😊,😌",
    3.0: "excited,very happy,impressed,兴奋,高兴,惊喜,😀,😃,😄,😁",
    4.0: "very positive,delighted,love,amazing,great,excellent,thrilled,非常好,非常满意,非常开心,愉悦,喜爱,😍,🥰,🤩",
}
_BY_WORD: Final = {word: score for score, words in _WORDS.items() for word in words.split(",")}


def scale_of(header: str) -> tuple[float, float] | None:
    """The scale that the name of a column tells.

    >>> scale_of("emotion (1-5)"), scale_of("情绪（−5 至 +5）"), scale_of("emotion")
    ((1.0, 5.0), (-5.0, 5.0), None)
    """
    found = _SCALE.search(header)
    if not found:
        return None
    low, high = (float(re.sub(r"\s", "", part).translate(_SIGNS)) for part in found.groups())
    return (low, high) if low < high else None


_SIGNS: Final = str.maketrans("−–＋", "--+")


def feeling(cell: Cell, scale: tuple[float, float] | None) -> float | str | None:
    """A feeling from −5 to +5; the text of the cell if it says none that is known, None if it is empty.

    Parameters
    ----------
    scale
        Lowest and highest value of the column; −5 to +5 if None.

    Examples
    --------
    >>> feeling(4, (1, 5)), feeling("Frustrated!", None), feeling("-2", None), feeling("purple", None)
    (2.5, -3.0, -2.0, 'purple')
    """
    text = text_of(cell).strip()
    if not text:
        return None
    number = number_of(cell)
    if number is None:
        word = text.casefold().strip(" .!?。！？\ufe0f")
        return _BY_WORD.get(word, _BY_WORD.get(word[:1], text) if not word[:1].isalpha() else text)
    if scale is None:
        return number if -5 <= number <= 5 else text
    low, high = scale
    if not low <= number <= high:
        return text
    return round((number - low) / (high - low) * 10 - 5, 4)

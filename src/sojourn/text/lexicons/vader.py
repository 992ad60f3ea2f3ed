"""The dictionary of vaderSentiment: English words, emoticons and emoji, with the valences its authors measured."""

import re
from functools import cache
from typing import Final

_WORD: Final = re.compile(r"[a-z][a-z'-]*")
_EMOTICON: Final = re.compile(r"[^\w\s][^\s]+")


@cache
def vader_words() -> dict[str, float]:
    """English word → valence, −4 … +4 (Hutto & Gilbert 2014)."""
    return {word: value for word, value in _analyzer().lexicon.items() if _WORD.fullmatch(word)}


@cache
def signs() -> dict[str, float]:
    """Emoticon or emoji → valence; an emoji has that of the words of its description."""
    lexicon = _analyzer().lexicon
    found = {sign.lower(): value for sign, value in lexicon.items() if _EMOTICON.fullmatch(sign)}
    for emoji, described in _analyzer().emojis.items():
        value = sum(lexicon.get(word.strip("“”.,:"), 0.0) for word in described.lower().split())
        if value and ord(emoji[0]) > 0x2000:
            found[emoji] = max(-4.0, min(4.0, value))
    return found


@cache
def _analyzer():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()

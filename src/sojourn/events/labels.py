"""What a file's name says about its rows: what happened, and in which channel."""

import re
from pathlib import PurePath

from sojourn.events.names import CHANNEL_WORDS, words


def touchpoint_of(label: str) -> str:
    """A readable name for the rows of a file that does not say what happened.

    >>> touchpoint_of("orders.csv"), touchpoint_of("online_retail_2010-12.csv.gz"), touchpoint_of("purchases.tsv")
    ('Order', 'Online retail', 'Purchase')
    """
    stem = PurePath(label).name.split(".")[0]
    parts = [
        p
        for p in words(stem).split()
        if not re.fullmatch(r"\d+|[ab]?\d*|export|data|sample|part|public|full", p)
    ]
    if not parts:
        return "Event"
    last = parts[-1]
    if last.endswith("ies") and len(last) > 4:
        parts[-1] = last[:-3] + "y"
    elif re.search(r"(?:ss|x|ch|sh)es$", last):
        parts[-1] = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is", "news")) and len(last) > 3:
        parts[-1] = last[:-1]
    name = " ".join(parts)
    return name[0].upper() + name[1:]


def channel_of(label: str) -> str:
    """The channel that a word of a file's name tells, or an empty text.

    >>> channel_of("app_events.jsonl"), channel_of("orders.csv")
    ('app', '')
    """
    name = PurePath(label).name.split(".")[0]
    for word in words(name).split():
        if word in CHANNEL_WORDS:
            return CHANNEL_WORDS[word]
    return next((c for w, c in CHANNEL_WORDS.items() if not w.isascii() and w in name), "")

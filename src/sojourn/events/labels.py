"""What a file's name says about its rows: what happened, and in which channel."""

import re
from pathlib import PurePath
from typing import Final

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
        if not re.fullmatch(r"\d+|[ab]?\d*|export|data|dataset|table|dump|extract|sample|part|public|full", p)
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


_WHEN: Final = re.compile(
    r"(?:\s|^)(?:at|on|date|time|timestamp|datetime|day|ts|utc)$|(?:时间戳|时间|日期|时刻)$"
)
_DONE: Final = re.compile(
    r"(?:ed|won|lost|sent|paid|made|met|held|given|shown|left|sold|bought|done|begun|begin|start|end|chosen|taken|written)$"
)


def event_of_time(column: str, thing: str) -> str:
    """What happened at the time in a column, in words: the thing of the table and what was done to it.

    >>> event_of_time("created_at", "Ticket"), event_of_time("first_reply_at", "Ticket"), event_of_time("won_date", "Deal")
    ('Ticket created', 'Ticket: first reply', 'Deal won')
    >>> event_of_time("lead_created", "Deal"), event_of_time("closed on", "Ticket"), event_of_time("创建时间", "工单")
    ('Lead created', 'Ticket closed', '工单创建')
    """
    done = words(re.split(r"[.:/]", column)[-1])
    while (shorter := _WHEN.sub("", done).strip()) and shorter != done:
        done = shorter
    done = done.removeprefix(thing.casefold()).strip() or done
    if re.match(
        r"(?:lead|deal|opportunity|contact|ticket|case|order|quote|offer|contract|invoice|trial|account) \S",
        done,
    ):
        return done[0].upper() + done[1:]  # it names its own thing
    if not done.isascii():
        return f"{thing}{done}"
    if done in {"create", "creation"}:
        done = "created"
    return f"{thing} {done}" if _DONE.search(done) else f"{thing}: {done}"


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

"""One entry of the playbook."""

from dataclasses import dataclass
from typing import Literal

Sort = Literal["quick_win", "strategic", "innovation"]
Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Play:
    """An action that works against one kind of pain.

    Attributes
    ----------
    channels
        Channels it is meant for, as :func:`sojourn.playbook.choose.situation_of` names them; empty = any.
    sort
        ``quick_win`` (weeks, within one team), ``strategic`` (a project), ``innovation`` (another way of doing it).
    effort
        1 (days) to 5 (a programme of a year), as a team without special means would estimate it.
    owner, kpi
        Who usually does it, and the measure that would show success: keys of :mod:`sojourn.playbook.words`.
    en, zh
        What to do, in the imperative.
    """

    channels: tuple[str, ...]
    sort: Sort
    effort: int
    owner: str
    kpi: str
    en: str
    zh: str

    def action(self, language: Language) -> str:
        """What to do, in a language."""
        return self.zh if language == "zh" else self.en


def plays(*rows: tuple[str, Sort, int, str, str, str, str]) -> tuple[Play, ...]:
    """Entries from rows whose channels are one text."""
    return tuple(
        Play(tuple(channels.split()), sort, effort, owner, kpi, en, zh)
        for channels, sort, effort, owner, kpi, en, zh in rows
    )

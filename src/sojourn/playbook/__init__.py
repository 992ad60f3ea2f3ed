"""What to do about a pain point: our own playbook, per kind of pain and channel, in English and Chinese."""

from sojourn.playbook.choose import plays_for
from sojourn.playbook.play import Play, Sort
from sojourn.playbook.words import kind_words, kpi_words, owner_words

__all__ = ["Play", "Sort", "kind_words", "kpi_words", "owner_words", "plays_for"]

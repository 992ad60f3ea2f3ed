"""Every metric by name: its unit, and which end of it is good. ``docs/reference/metrics.md`` defines them in words."""

from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["points", "share", "rating", "index", "money", "per_customer", "per_order", "seconds", "ratio"]
Good = Literal["high", "low", "none", "scale"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One metric.

    Attributes
    ----------
    name
        Its name everywhere: tables, reports, documentation.
    unit
        ``points`` −100 … 100, ``share`` 0 … 1, ``rating`` on its scale, ``index`` 0 … 100, ``money`` in the currency of
        the row, ``per_customer`` and ``per_order`` counts, ``seconds``, ``ratio``.
    good
        Which end is good; ``none`` where neither is by itself, ``scale`` where the rating scale says it.
    """

    name: str
    unit: Unit
    good: Good


METRICS: Final = {
    meaning.name: meaning
    for meaning in (
        Meaning("nps", "points", "high"),
        Meaning("csat", "share", "high"),
        Meaning("ces", "rating", "scale"),
        Meaning("stars", "rating", "high"),
        Meaning("thumbs", "share", "high"),
        Meaning("satisfaction_index", "index", "high"),
        Meaning("response_rate", "share", "none"),
        Meaning("conversion", "share", "high"),
        Meaning("repeat_rate", "share", "high"),
        Meaning("aov", "money", "high"),
        Meaning("revenue", "money", "high"),
        Meaning("revenue_per_customer", "money", "high"),
        Meaning("contact_rate", "per_customer", "low"),
        Meaning("contacts_per_order", "per_order", "low"),
        Meaning("first_contact_resolution", "share", "high"),
        Meaning("time_to_first_value", "seconds", "low"),
        Meaning("churn", "share", "low"),
        Meaning("cancellation_rate", "share", "low"),
        Meaning("cac", "money", "low"),
        Meaning("roas", "ratio", "high"),
    )
}
"""Every metric, in the order of reports."""

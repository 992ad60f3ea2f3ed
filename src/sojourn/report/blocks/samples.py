"""How many customers or texts the fits of a report rest on."""

from typing import Literal

from sojourn.report.part import Count, Part


class Sample(Part):
    """What one fit looked at, of what there is: everybody where ``used`` equals ``whole``."""

    block: str
    """The field of the report that rests on it."""
    step: Literal[
        "effects",
        "scales",
        "number",
        "groups",
        "regression",
        "correlations",
        "texts",
        "terms",
        "themes",
        "scorer",
    ]
    group: str = ""
    """The language of the texts, or the outcome that is explained; empty where there is one of all."""
    unit: Literal["customers", "texts"]
    used: Count
    whole: Count

"""What makes touchpoints of events: rules, how addresses are folded, and what is known without being told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sojourn.events.taxonomy.lines import LINES
from sojourn.events.taxonomy.rules import Rule
from sojourn.events.taxonomy.urls import UrlRules

STAGE_LINES: Final = tuple(line.kind for line in LINES)
"""Lines of stages that events can be put on by their names."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """From an event's columns to touchpoint, stage, channel, channel group, medium and kind.

    Attributes
    ----------
    rules
        In order; the first whose conditions hold decides.
    urls
        How addresses become names.
    stages
        A line of :data:`STAGE_LINES` on which touchpoints are put by what their names tell; empty (the default) leaves
        stages that neither a rule nor the data give to the map, which sees order and names together.
    language
        Of the names of those stages: ``en`` or ``zh``.
    knowledge
        Whether what is known without being told fills channel, medium, kind and channel group where nothing gives them.
    """

    rules: tuple[Rule, ...] = ()
    urls: UrlRules = field(default_factory=UrlRules)
    stages: str = ""
    language: str = "en"
    knowledge: bool = True

    @classmethod
    def of(cls, mapping: Mapping[str, Any] | None, where: str = "sojourn.yaml") -> "Taxonomy":
        """A taxonomy from plain data as YAML gives it.

        Parameters
        ----------
        mapping
            The section ``taxonomy``, or a document that has it.
        where
            What to call the document in messages.

        Raises
        ------
        UsageError
            With every fault, its path in the document, and what would work.

        Examples
        --------
        >>> one = {"when": {"touchpoint": ["pay*", "order_placed"]}, "touchpoint": "Order"}
        >>> Taxonomy.of({"rules": [one]}).rules[0].touchpoint
        'Order'
        """
        from sojourn.events.taxonomy.document import taxonomy_of

        return taxonomy_of(mapping or {}, where)


BUILT_IN: Final = Taxonomy()
"""No rules: names stay, addresses are folded, what is clear is added."""

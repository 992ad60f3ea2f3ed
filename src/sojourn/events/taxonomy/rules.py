"""One rule of a taxonomy: when its conditions hold, what an event is."""

from dataclasses import dataclass

from sojourn.events.taxonomy.patterns import Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """What events are for which all conditions hold; what is None stays as it was.

    Attributes
    ----------
    when
        The conditions; all of them must hold.
    touchpoint
        Name of the touchpoint; ``{column}`` in it stands for the value of a column, an address being folded.
    stage, channel, channel_group, media, kind
        The other columns a rule can set.
    """

    when: tuple[Condition, ...]
    touchpoint: str | None = None
    stage: str | None = None
    channel: str | None = None
    channel_group: str | None = None
    media: str | None = None
    kind: str | None = None

    def __str__(self) -> str:
        return "when " + ", ".join(str(condition) for condition in self.when)

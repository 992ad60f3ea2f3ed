"""A map as text: fields in the order of the model, empty and default fields left out, one value a line."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sojourn.errors import LimitError, UsageError
from sojourn.journeymap.checks import inconsistencies
from sojourn.journeymap.model import Emotion, JourneyMap, MeasuredEmotion
from sojourn.journeymap.nodes import MOST_BYTES, MOST_PARTS

_ALWAYS: Final = {
    JourneyMap: {"sojourn", "language", "kind", "status"},
    Emotion: {"basis"},
    MeasuredEmotion: {"basis"},
}
"""Fields that are written even if they have their default value: how a feeling is known is never left to guess."""

HEADS: Final = {
    "personas": "Who travels.",
    "stages": "The columns of the map, in order.",
    "touchpoints": "Where customers and company meet, in order within their stage.",
    "flow": "Who goes where next; from = to is a loop.",
    "opportunities": "What to do about pain points.",
    "evidence": "What the data say; written by Sojourn, not by hand.",
}
"""What stands above the sections of a map that Sojourn writes."""
_TOO_LARGE: Final = "The map needs more than 5 MiB as text."
_FAULTS_TOLD: Final = 20
_LINE: Final = 100
_ONE_LINE: Final = 2**30


def plain(jmap: JourneyMap) -> dict[str, Any]:
    """The map as plain values in the order of the document: what :func:`schema` describes.

    Dates and times are dates and times; ``json`` wants them through ``str``.
    """
    return _plain_part(jmap)


def _plain_part(part: BaseModel) -> dict[str, Any]:
    fields = type(part).model_fields.items()
    return {
        info.alias or name: plain_value(getattr(part, name))
        for name, info in fields
        if is_written(part, name, info)
    }


def is_written(part: BaseModel, name: str, info: FieldInfo) -> bool:
    """Whether a field of a part appears in its text: if it is required, has not its default value, or says how sure."""
    if info.is_required() or name in _ALWAYS.get(type(part), ()):
        return True
    return bool(getattr(part, name) != info.get_default(call_default_factory=True))


def plain_value(value: Any) -> Any:
    """A value of a map as plain values: parts are mappings, tuples are lists, names are texts."""
    if isinstance(value, BaseModel):
        return _plain_part(value)
    if isinstance(value, tuple):
        return [plain_value(v) for v in value]
    if isinstance(value, Mapping):
        return {key: plain_value(v) for key, v in value.items()}
    if isinstance(value, str):
        return str(value)
    return value


class _Dumper(yaml.SafeDumper):
    """Block style, items of a list indented, long texts of several lines as they are, nothing shared."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  (yaml's signature)
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (yaml's signature)
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Plain where possible; several clean lines as a block; anything unprintable escaped, or it would not come back."""
    lines = text.split("\n")
    clean = all(line.isprintable() and line == line.strip() for line in lines) and lines[0] and lines[-1]
    style = None if text.isprintable() else "|" if clean else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(value: Any) -> str:
    r"""Plain values as YAML in the form of the document, one a line.

    >>> as_yaml([{"id": "a", "goals": ["Rest"]}])
    '- id: a\n  goals:\n    - Rest\n'
    """
    made: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_LINE, default_flow_style=False
    )
    return made


def in_one_line(value: Any) -> str:
    """A plain value as it stands within brackets.

    >>> in_one_line({"id": "a", "goals": ["Rest, at last"]})
    "{id: a, goals: ['Rest, at last']}"
    """
    made: str = yaml.dump(
        [value], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE, default_flow_style=True
    )
    return made.rstrip("\n")[1:-1]


def quoted_scalar(text: str, quote: str) -> str:
    r"""A text in one line with the quote that its reader uses, if it can be written with it.

    >>> quoted_scalar("it's", "'"), quoted_scalar("a\tb", "'")
    ("'it''s'", '"a\\tb"')
    """
    style = quote if text.isprintable() else '"'
    made: str = yaml.serialize(
        yaml.SequenceNode(
            "tag:yaml.org,2002:seq",
            [yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)],
            flow_style=True,
        ),
        Dumper=_Dumper,
        allow_unicode=True,
        width=_ONE_LINE,
    )
    return made.rstrip("\n")[1:-1]


def dump(jmap: JourneyMap) -> str:
    """The map as text.

    Raises
    ------
    LimitError
        If it has more than 5,000 parts or needs more than 5 MiB, which :func:`load` would refuse.
    UsageError
        If ids are given twice or references lead nowhere, as after ``model_copy``: :func:`load` would refuse that, too.

    Examples
    --------
    >>> from sojourn.journeymap.model import Stage, Touchpoint
    >>> jmap = JourneyMap(title="Coffee", stages=(Stage(id="buy", name="Buy"),),
    ...                   touchpoints=(Touchpoint(id="bar", name="Bar", stage="buy", channel="store"),))
    >>> print(dump(jmap))
    sojourn: map/1
    title: Coffee
    language: en
    kind: current_state
    status: assumed
    <BLANKLINE>
    # The columns of the map, in order.
    stages:
      - id: buy
        name: Buy
    <BLANKLINE>
    # Where customers and company meet, in order within their stage.
    touchpoints:
      - id: bar
        name: Bar
        stage: buy
        channel: store
    <BLANKLINE>
    """
    values = plain(jmap)
    parts = _count_parts({k: v for k, v in values.items() if k != "evidence"})
    if parts > MOST_PARTS:
        raise LimitError(f"The map has {parts:,} parts.", hint=f"A document holds at most {MOST_PARTS:,}.")
    if _count_characters(values) > MOST_BYTES:
        raise LimitError(_TOO_LARGE, hint="Shorten its texts or split it.")
    faults = [str(fault) for fault in islice(inconsistencies(values), _FAULTS_TOLD)]
    if faults:
        raise UsageError("The map contradicts itself: " + " ".join(faults))
    pieces = []
    for key, value in values.items():
        head = f"\n# {HEADS[key]}\n" if key in HEADS else ""
        pieces.append(head + as_yaml({key: value}))
    text = "".join(pieces)
    if len(text.encode()) > MOST_BYTES:
        raise LimitError(_TOO_LARGE, hint="Shorten its texts or split it.")
    return text


def _count_parts(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(_count_parts(v) for v in value.values())
    return sum(_count_parts(v) for v in value) if isinstance(value, list) else 0


def _count_characters(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(len(key) + _count_characters(v) for key, v in value.items())
    if isinstance(value, list):
        return sum(_count_characters(v) for v in value)
    return len(value) if isinstance(value, str) else 0

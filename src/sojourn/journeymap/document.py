"""The journey map as text: ``*.journey.yaml``.

One obvious place for everything, fields in the order of the model, empty and default fields left out, one value a
line: people can read and edit it, and a change is a small diff. ``load(dump(jmap)) == jmap`` for every map.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ValidationError

from sojourn.errors import LimitError, OutputError, SourceError
from sojourn.journeymap.checks import from_model, inconsistencies, part_fields
from sojourn.journeymap.faults import Fault, refused, suggestion
from sojourn.journeymap.model import SCHEMA, Emotion, JourneyMap, MeasuredEmotion
from sojourn.journeymap.nodes import MOST_BYTES, MOST_PARTS, Node, read

_ALWAYS: Final = {
    JourneyMap: {"sojourn", "language", "kind", "status"},
    Emotion: {"basis"},
    MeasuredEmotion: {"basis"},
}
"""Fields that are written even if they have their default value: how a feeling is known is never left to guess."""

_HEADS: Final = {
    "personas": "Who travels.",
    "stages": "The columns of the map, in order.",
    "touchpoints": "Where customers and company meet, in order within their stage.",
    "flow": "Who goes where next; from = to is a loop.",
    "opportunities": "What to do about pain points.",
    "evidence": "What the data say; written by Sojourn, not by hand.",
}
_SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"


def plain(jmap: BaseModel) -> dict[str, Any]:
    """The map, or a part of one, as plain values in the order of the document: what :func:`schema` describes.

    Dates and times are dates and times; ``json`` wants them through ``str``.
    """
    return _plain_part(jmap)


def _plain_part(part: BaseModel) -> dict[str, Any]:
    always = _ALWAYS.get(type(part), set())
    found = {}
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if info.is_required() or name in always or value != info.get_default(call_default_factory=True):
            found[info.alias or name] = _plain_value(value)
    return found


def _plain_value(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _plain_part(value)
    if isinstance(value, tuple):
        return [_plain_value(v) for v in value]
    if isinstance(value, Mapping):
        return {key: _plain_value(v) for key, v in value.items()}
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


def as_yaml(values: Any) -> str:
    """Plain values as YAML in the form of the document."""
    written: str = yaml.dump(
        values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, default_flow_style=False
    )
    return written


def dump(jmap: JourneyMap) -> str:
    """The map as text.

    Raises
    ------
    LimitError
        If it has more than 5,000 parts or needs more than 5 MiB, which :func:`load` would refuse.

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
    pieces = []
    for key, value in values.items():
        head = f"\n# {_HEADS[key]}\n" if key in _HEADS else ""
        pieces.append(head + as_yaml({key: value}))
    text = "".join(pieces)
    if len(text.encode()) > MOST_BYTES:
        raise LimitError("The map needs more than 5 MiB as text.", hint="Shorten its texts or split it.")
    return text


def _count_parts(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(_count_parts(v) for v in value.values())
    return sum(_count_parts(v) for v in value) if isinstance(value, list) else 0


def load(source: str | Path, *, name: str | None = None) -> JourneyMap:
    r"""Read a map.

    Parameters
    ----------
    source
        A path, or the text itself; a text without a line break is taken for a path.
    name
        What errors call it; its path, or ``map``.

    Raises
    ------
    SourceError
        If it cannot be read or is not a valid map. All faults are collected: the message lists them with line, column
        and what would work, and ``context["faults"]`` holds them for programs.

    Examples
    --------
    >>> load("sojourn: map/1\ntitle: T\nstages: [{id: buy, name: Buy}]\ntouchpoints: [{id: a, name: A, stage: bye}]")
    Traceback (most recent call last):
    sojourn.errors.SourceError: map:4:39: there is no stage with the id 'bye'. Did you mean 'buy'?
    """
    is_text = isinstance(source, str) and "\n" in source
    name = name or ("map" if is_text else str(source))
    text = str(source) if is_text else _read_file(Path(source), name)
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise SourceError(
            f"{name} is larger than 5 MiB.", hint="A map of that size cannot be drawn; split it."
        )
    root, faults = read(text)
    if root is None:
        raise refused(name, faults)
    refusal = _version_fault(root)
    if refusal is not None:
        raise refused(name, [refusal])
    faults += inconsistencies(root)
    try:
        jmap = JourneyMap.model_validate(root.plain(), by_alias=True, by_name=False)
    except ValidationError as error:
        found = error.errors(include_url=False)
        faults += [from_model(d, root, lambda path: part_fields(JourneyMap, path)) for d in found]
        raise refused(name, faults) from None
    if faults:
        raise refused(name, faults)
    return jmap


def _read_file(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(
                f"{name} is larger than 5 MiB.", hint="A map of that size cannot be drawn; split it."
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name} is not UTF-8 text (byte {error.start:,}).", hint="Save it as UTF-8."
        ) from None


def _version_fault(root: Node) -> Fault | None:
    if not isinstance(root.value, dict) or "sojourn" not in root.value:
        return Fault(
            root.line, root.column, "", "this is not a journey map", f"It begins with: sojourn: {SCHEMA}"
        )
    version = root.value["sojourn"]
    if version.value == SCHEMA:
        return None
    given = version.value if isinstance(version.value, str) else "another version"
    return Fault(
        version.line,
        version.column,
        "sojourn",
        f"this Sojourn reads {SCHEMA}, not {given[:40]}",
        suggestion(given, [SCHEMA]),
    )


def save(jmap: JourneyMap, path: str | Path) -> Path:
    """Write the map to a file: whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there before still stands.
    """
    target = Path(path)
    text = dump(jmap)
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=target.parent, prefix=f".{target.name}-", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"Cannot write {target}: {error.strerror or error}.", hint="Choose another place."
        ) from error
    return target


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document, made from the model."""
    made = JourneyMap.model_json_schema(by_alias=True)
    made["required"] = ["sojourn", *made["required"]]
    return {"$schema": _SCHEMA_ID, "$id": "sojourn:map/1", **made, "title": "Sojourn journey map"}

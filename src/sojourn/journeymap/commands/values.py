"""Every edit of a map as a value: frozen, checked when it is made, and text when it has to be.

The field ``do`` says which command it is. ``command_of(plain_command(c)) == c``, also by way of JSON or YAML.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from sojourn.errors import UsageError
from sojourn.journeymap.checks import words
from sojourn.journeymap.commands.parts import (
    Part,
    can_be_listed,
    checked_by,
    fields,
    id_of,
    part_name,
)
from sojourn.journeymap.faults import Path, sentence, where
from sojourn.journeymap.model import Identifier, Touchpoint
from sojourn.journeymap.sayings import failure, listed, quoted, say, suggestion
from sojourn.journeymap.writing import plain_value

Key = Annotated[str, Field(min_length=1, max_length=320)]
"""The id of a part; of a flow ``from>to``."""


class _Command(BaseModel):
    """Every command is frozen and knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Add(_Command):
    """Put a new part into the map, before another of its sort, or at the end."""

    do: Literal["add"] = "add"
    part: Part
    id: str = ""
    """Only for evidence, whose values do not carry the id of what they are about."""
    before: Key | None = None
    value: Any

    @field_validator("part")
    @classmethod
    def _is_listed(cls, part: Part) -> Part:
        return _listed(part)

    @field_validator("value", mode="before")
    @classmethod
    def _fits_the_part(cls, value: Any, info: ValidationInfo) -> Any:
        return checked_by(info.data["part"]).validate_python(value) if "part" in info.data else value

    @model_validator(mode="after")
    def _has_one_id(self) -> "Add":
        own = id_of(self.part, self.value, self.id)
        if not own or (self.id and self.id != own):
            raise failure(UsageError, say("two_ids"))
        return self

    @property
    def key(self) -> str:
        """The id of what is added."""
        return id_of(self.part, self.value, self.id)


class Remove(_Command):
    """Take a part off the map, with everything that hangs on it.

    A stage takes its touchpoints along, a touchpoint its flows and its pain points, a persona its feelings. Opportunities stay,
    but do not name what is gone; what was measured there goes too.
    """

    do: Literal["remove"] = "remove"
    part: Part
    id: Key

    @field_validator("part")
    @classmethod
    def _is_listed(cls, part: Part) -> Part:
        return _listed(part)


class Move(_Command):
    """Put a part before another of its sort, or at the end; a touchpoint also into another stage."""

    do: Literal["move"] = "move"
    part: Part
    id: Key
    before: Key | None = None
    stage: Identifier | None = None
    """Of a touchpoint: the stage it goes to; it stays in its stage without."""

    @field_validator("part")
    @classmethod
    def _is_listed(cls, part: Part) -> Part:
        return _listed(part)

    @model_validator(mode="after")
    def _makes_sense(self) -> "Move":
        if self.stage is not None and self.part != "touchpoint":
            raise failure(UsageError, say("no_stage", part=part_name(self.part)))
        if self.before == self.id:
            raise failure(UsageError, say("before_itself"))
        return self


class Edit(_Command):
    """Give a field of a part another value; ``null`` where it is to have none.

    The new value of ``id`` is followed by everything that refers to it.
    """

    do: Literal["edit"] = "edit"
    part: Part
    id: str = Field(default="", max_length=320)
    """Empty for the map and its evidence."""
    field: str
    value: Any

    @field_validator("field")
    @classmethod
    def _is_a_field(cls, field: str, info: ValidationInfo) -> str:
        known = fields(info.data["part"]) if "part" in info.data else {field: None}
        if field not in known:
            told = say("no_edit", part=part_name(info.data["part"]), field=quoted(field))
            raise failure(UsageError, told, suggestion(field, list(known)))
        return field

    @field_validator("value", mode="before")
    @classmethod
    def _fits_the_field(cls, value: Any, info: ValidationInfo) -> Any:
        if not {"part", "field"} <= set(info.data):
            return value
        return fields(info.data["part"])[info.data["field"]].values.validate_python(value)

    @model_validator(mode="after")
    def _names_its_part(self) -> "Edit":
        if can_be_listed(self.part) != bool(self.id):
            if can_be_listed(self.part):
                raise failure(UsageError, say("no_part_id", part=part_name(self.part)))
            raise failure(UsageError, say("has_no_id", part=part_name(self.part)), say("has_no_id.leave"))
        return self


class Merge(_Command):
    """Make one touchpoint of several: `into` stays where it is and takes over what the others have.

    Flows are joined, a flow between two of them becomes a loop; pain points, lists and matches are united.
    """

    do: Literal["merge"] = "merge"
    ids: tuple[Identifier, ...] = Field(min_length=1, max_length=500)
    into: Identifier


class Split(_Command):
    """Make several touchpoints of one, in its place; flows and loops go to the first unless `flows` says otherwise."""

    do: Literal["split"] = "split"
    id: Identifier
    into: tuple[Touchpoint, ...] = Field(min_length=2, max_length=50)
    flows: dict[str, Identifier] = Field(default_factory=dict)
    """Flow (``from>to``) → id of the new touchpoint that takes it over."""


class Fold(_Command):
    """Leave a touchpoint off the map on purpose: its events are named in `left_out`, its flows go past it."""

    do: Literal["fold"] = "fold"
    id: Identifier


class Batch(_Command):
    """Several commands as one: all or none."""

    do: Literal["batch"] = "batch"
    says: str = ""
    """What they are for, in a person's words."""
    commands: tuple["Command", ...] = ()


class Restore(_Command):
    """Put back what a command took away or changed, as it was: places, flows, references, evidence.

    Made by :func:`sojourn.journeymap.commands.inverse`.
    """

    do: Literal["restore"] = "restore"
    undoes: Literal["add", "remove", "move", "edit", "merge", "split", "fold", "batch", "restore"]
    ids: tuple[str, ...] = ()
    """The parts that command was about."""
    commands: tuple["Command", ...] = ()


Command = Annotated[
    Add | Remove | Move | Edit | Merge | Split | Fold | Batch | Restore, Field(discriminator="do")
]
KINDS: Final = {
    kind.model_fields["do"].default: kind
    for kind in (Add, Remove, Move, Edit, Merge, Split, Fold, Batch, Restore)
}
"""What ``do`` says → the command."""
Batch.model_rebuild()
Restore.model_rebuild()
_COMMAND: Final[TypeAdapter[Command]] = TypeAdapter(Command)


def _listed(part: Part) -> Part:
    if not can_be_listed(part):
        raise failure(UsageError, say("no_parts", part=part_name(part)), say("no_parts.edit"))
    return part


def command_of(values: Mapping[str, Any]) -> Command:
    """A command from plain values, as JSON or YAML give them.

    Raises
    ------
    UsageError
        If it is none; says what does not fit.

    Examples
    --------
    >>> command_of({"do": "fold", "id": "help"})
    Fold(do='fold', id='help')
    """
    try:
        return _COMMAND.validate_python(values)
    except ValidationError as error:
        details = next(found_by(error))
        message, hint = words(details)
        told = say("not_command", told=sentence(where(details["loc"]), message))
        raise failure(
            UsageError, told, hint if hint.en else say("commands", names=listed(list(KINDS)))
        ) from None


def found_by(error: ValidationError, above: Path = ()) -> Iterator[ErrorDetails]:
    """What a check of commands found, and the checks within it, by their paths in the text."""
    for details in error.errors(include_url=False):
        path = above + _without_kinds(details["loc"])
        inner = details.get("ctx", {}).get("error")
        if isinstance(inner, ValidationError):
            yield from found_by(inner, path)
        else:
            yield {**details, "loc": path}


def _without_kinds(path: Path) -> Path:
    """Without the names of the commands, which pydantic sets before their fields and after their numbers."""
    return tuple(
        step
        for i, step in enumerate(path)
        if not (step in KINDS and (i == 0 or (isinstance(path[i - 1], int) and path[i - 2] == "commands")))
    )


def plain_command(command: Command) -> dict[str, Any]:
    """A command as plain values, in the order in which people read them; what has its default is left out.

    >>> plain_command(Edit(part="stage", id="buy", field="name", value="Buy"))
    {'do': 'edit', 'part': 'stage', 'id': 'buy', 'field': 'name', 'value': 'Buy'}
    """
    values: dict[str, Any] = plain_value(command)
    if isinstance(command, Batch | Restore):
        values["commands"] = [plain_command(c) for c in command.commands]
    return {"do": command.do, **values}

"""The project file, ``sojourn.yaml``: where the data are, what their columns mean, who is who, what is kept.

A person can read and correct it; ``sojourn init`` writes a first one from the data.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from sojourn.errors import SourceError, UnknownNameError
from sojourn.events.schema import ROLES
from sojourn.events.traffic import REASONS
from sojourn.journeymap.checks import from_model, part_fields
from sojourn.journeymap.faults import refused
from sojourn.journeymap.nodes import read
from sojourn.project import checks

SCHEMA: Final = "project/1"
FILE: Final = "sojourn.yaml"
DATA: Final = "sojourn-data"
_MOST_BYTES: Final = 5 << 20


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


Zone = Annotated[str, AfterValidator(checks.zone)]


class Part(BaseModel):
    """What all parts of the document have in common: unknown keys are faults, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class SourceSpec(Part):
    """One system's files.

    Attributes
    ----------
    name
        What the source is called in reports; unique.
    files
        Files, folders or globs beside the project file, or the URL of a database.
    format
        Format or dialect, where the content should not decide.
    columns
        Role → column. For a system that Sojourn knows nothing needs to be said; what is said here wins.
    time_format
        How times are written (``%d.%m.%Y %H:%M``), where a sample should not decide.
    identifiers
        Column → type of identifier; an empty type means that the column is none.
    constants
        Role → the value that all rows have.
    ignore
        Columns that are not kept.
    timezone
        Zone of times that name none; the project's by default.
    use
        ``events``, ``links`` (rows only tell who is who) or ``aside`` (the files are not read).
    """

    name: str = Field(min_length=1, max_length=80)
    files: Annotated[Texts, AfterValidator(checks.files)] = Field(min_length=1)
    format: Annotated[str, AfterValidator(checks.form)] = ""
    columns: dict[str, str] = Field(default_factory=dict)
    time_format: Annotated[Texts, AfterValidator(checks.time_formats)] = ()
    identifiers: dict[str, str | None] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    ignore: Texts = ()
    timezone: Zone = ""
    use: Literal["auto", "events", "links", "aside"] = "auto"

    @field_validator("columns", "constants")
    @classmethod
    def _roles(cls, value: dict[str, str]) -> dict[str, str]:
        for role in value:
            if role not in ROLES:
                raise ValueError(f"there is no role '{role}'; roles are {', '.join(ROLES)}")
        return value

    @field_validator("constants")
    @classmethod
    def _constants(cls, value: dict[str, str]) -> dict[str, str]:
        checks.constants(value)
        return value

    @field_validator("identifiers")
    @classmethod
    def _types(cls, value: dict[str, str | None]) -> dict[str, str | None]:
        checks.types(value.values())
        return value


class IdentitySpec(Part):
    """How ids become customers.

    Attributes
    ----------
    country
        Two letters: telephone numbers without a country code belong there.
    blocked
        Values that are never an identifier, in addition to the built-in list.
    limits
        Type → how many values one customer may have.
    shared_beyond
        Type → with how many people a value may be seen before it counts as shared and joins nobody.
    window
        How long after somebody identified on a shared device its events are still theirs.
    """

    country: Annotated[str, AfterValidator(checks.country)] = ""
    blocked: Texts = ()
    limits: dict[str, int] = Field(default_factory=dict)
    shared_beyond: dict[str, int] = Field(default_factory=dict)
    window: Annotated[str, AfterValidator(checks.window)] = "30m"

    @model_validator(mode="after")
    def _numbers(self) -> "IdentitySpec":
        checks.numbers(self.limits, self.shared_beyond)
        return self


class Project(Part):
    """The whole document."""

    sojourn: Literal["project/1"] = SCHEMA
    title: str = ""
    language: Literal["en", "zh"] = "en"
    timezone: Zone = "UTC"
    data: str = Field(default=DATA, min_length=1)
    sources: tuple[SourceSpec, ...] = Field(min_length=1)
    goals: Texts = ()
    taxonomy: dict[str, Any] = Field(default_factory=dict)
    identity: IdentitySpec = IdentitySpec()
    privacy: dict[str, Any] = Field(default_factory=dict)
    exclude: Texts = ()

    @field_validator("exclude")
    @classmethod
    def _rules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        excluded(value)
        return value

    @field_validator("sources")
    @classmethod
    def _distinct(cls, value: tuple[SourceSpec, ...]) -> tuple[SourceSpec, ...]:
        names = [source.name for source in value]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two sources are called '{name}'")
        return value


def excluded(names: Sequence[str]) -> frozenset[str]:
    """The rules of traffic that are named; ``all`` names every one.

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    """
    rules = REASONS[1:]
    for name in names:
        if name not in {"all", *rules}:
            raise UnknownNameError.among("kind of traffic", name, ("all", *rules))
    return frozenset(rules) if "all" in names else frozenset(names)


def key_file(path: Path) -> Path:
    """The key of hashed fields: beside the project file, since unlike the data folder nothing can make it again.

    >>> key_file(Path("shop/sojourn.yaml")).name
    'sojourn.key'
    """
    return path.with_name(f"{path.stem}.key")


def load(path: Path) -> Project:
    """Read a project file.

    Raises
    ------
    SourceError
        If it cannot be read or is not a valid project: all faults with line, column and what would work.
    """
    text = _text(path)
    root, faults = read(text, SCHEMA)
    if root is not None:
        try:
            project = Project.model_validate(root.plain())
        except ValidationError as error:
            found = _causes(error.errors(include_url=False))
            faults += [from_model(d, root, lambda where: part_fields(Project, where)) for d in found]
        else:
            if not faults:
                _refuse_own_folder(path, project)
                return project
    raise refused(str(path), faults)


def _causes(found: list[ErrorDetails]) -> list[ErrorDetails]:
    """The faults without those that only follow from others: a list is not empty because its one entry is wrong."""
    places = [tuple(d["loc"]) for d in found]
    return [
        d
        for d, place in zip(found, places, strict=True)
        if d["type"] != "too_short" or not any(p[: len(place)] == place and p != place for p in places)
    ]


def _refuse_own_folder(path: Path, project: Project) -> None:
    """The data folder is Sojourn's alone: files of others in it would not be safe."""
    own, data = path.parent.resolve(), (path.parent / project.data).resolve()
    if data == own or data in own.parents:
        raise SourceError(
            f"{path}: data: '{project.data}' is the folder of the project itself.",
            hint=f"Name a folder of its own, for example {DATA}.",
        )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path} is larger than 5 MiB.", hint="A project file is a page of text.")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SourceError(
            f"There is no project file {path}.", hint="Write one with: sojourn init FILES"
        ) from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path} is not UTF-8 text (byte {error.start:,}).", hint="Save it as UTF-8."
        ) from None

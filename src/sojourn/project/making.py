"""From one file of a project to a part of its dataset."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sojourn.errors import RoleError, UnknownNameError
from sojourn.events.plan import Plan
from sojourn.events.roles import Roles
from sojourn.events.taxonomy.classify import Classifier
from sojourn.events.taxonomy.taxonomy import Taxonomy
from sojourn.events.times import TimeForm
from sojourn.ingest.opening import Opened, opening
from sojourn.ingest.pouring import Cleaning, pour
from sojourn.project.document import SourceSpec
from sojourn.project.parts import PartWriter, Treatment
from sojourn.project.store import Store
from sojourn.sources.files import Named
from sojourn.sources.source import RawTable

_DESCRIBED: Final = "project"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the files of a project become parts.

    Attributes
    ----------
    treatment
        Identifiers and privacy.
    taxonomy
        What events are.
    now_us
        The present.
    timezone
        Zone of times that name none.
    memory_limit
        Bytes that reading may use.
    """

    treatment: Treatment
    taxonomy: Taxonomy
    now_us: int
    timezone: str = "UTC"
    memory_limit: int | None = None


def make_part(store: Store, name: str, named: Named, spec: SourceSpec, recipe: Recipe) -> None:
    """Read one file and leave its part in the store.

    Raises
    ------
    InputError
        If the file cannot be used.
    """
    try:
        _made(store, name, named, spec, recipe)
    except (RoleError, UnknownNameError) as error:
        raise RoleError(
            f"{named.label} (source '{spec.name}'): {error.message}",
            hint="Say in the project file what its columns are, columns: {timestamp: NAME} and identifiers: {NAME: user},"
            " or leave the file out with use: aside.",
            context=error.context,
        ) from error


def _made(store: Store, name: str, named: Named, spec: SourceSpec, recipe: Recipe) -> None:
    with store.new_part(name) as folder:
        limit = None if recipe.memory_limit is None else recipe.memory_limit // 2
        with opening(
            [named],
            columns=spec.columns,
            describe=lambda table: described(table, spec),
            folder=folder,
            memory_limit=limit,
            nothing=True,
        ) as opened:
            planned = _planned(opened, spec)
            files = [table.label for table in planned.tables]
            writer = PartWriter(folder, files, recipe.treatment, Classifier(recipe.taxonomy))
            zone = spec.timezone or recipe.timezone
            writer.finish(pour(planned, writer, Cleaning(recipe.now_us, zone, dataset=True)))


def described(table: RawTable, spec: SourceSpec) -> RawTable:
    """The table with what the project says about its columns.

    Raises
    ------
    UnknownNameError
        If the project names a column that the table has not.
    """
    if spec.use == "aside":
        return replace(table, aside="the project says so")
    identifiers = {column: kind or "" for column, kind in spec.identifiers.items()}
    if not table.dialect:
        for column in identifiers:
            if column not in table.types:
                raise UnknownNameError.among("column", column, tuple(table.types))
    known = {column: kind for column, kind in identifiers.items() if column in table.types}
    found = {column: kind for column, kind in (dict(table.identifiers) | known).items() if kind}
    described_here = spec.columns or identifiers
    return replace(
        table,
        types={c: t for c, t in table.types.items() if c not in spec.ignore},
        identifiers=found,
        constants={**table.constants, **spec.constants},
        dialect=table.dialect or (_DESCRIBED if described_here else ""),
    )


def _planned(opened: Opened, spec: SourceSpec) -> Opened:
    """The plans with what a description of columns cannot say: how times are written, and the use of the rows."""
    plans = []
    for found in opened.plans:
        matches = {match.role: match for match in found.roles.matches}
        if "timestamp" in matches and spec.time_format:
            form = TimeForm(
                "text", "as the project says", formats=spec.time_format, zone=_zone(spec.time_format)
            )
            matches["timestamp"] = replace(matches["timestamp"], time=form)
        plans.append(_used(replace(found, roles=Roles(tuple(matches.values()))), spec))
    return replace(opened, plans=tuple(plans))


def _zone(formats: Sequence[str]) -> Literal["all", "none", "some"]:
    """Whether times of these forms name their zone."""
    named = [re.search(r"%z|%Z|(?:Z|UTC|GMT)$", form.strip()) is not None for form in formats]
    return "all" if all(named) else "some" if any(named) else "none"


def _used(found: Plan, spec: SourceSpec) -> Plan:
    return replace(found, use="links") if spec.use == "links" and found.use != "aside" else found

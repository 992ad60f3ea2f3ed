"""What people said about who is who: a file beside the project file, to which statements are only ever added."""

from pathlib import Path
from typing import Any, Final

import yaml

from sojourn.durable import replace
from sojourn.errors import SourceError
from sojourn.identity.corrections import Corrections, Statement

_HEAD: Final = (
    "# What was said about who is who (sojourn identity split, link, undo). Statements are only ever added; an undo takes\n"
    "# an earlier one back. Values of hashed types stand here as the hash.\n"
)
_MOST_BYTES: Final = 50 << 20


def corrections_file(project: Path) -> Path:
    """Where the corrections of a project are: ``sojourn.corrections.yaml`` beside ``sojourn.yaml``."""
    return project.with_name(f"{project.stem}.corrections.yaml")


def load_corrections(project: Path) -> Corrections:
    """The corrections of a project; none if there is no file.

    Raises
    ------
    SourceError
        If the file cannot be read or holds something else.
    """
    path = corrections_file(project)
    if not path.is_file():
        return Corrections()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path} is larger than 50 MiB.", hint="It holds a line per correction.")
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return Corrections(tuple(Statement.from_dict(entry) for entry in values))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(
            f"{path} is not a file of corrections: {str(error).splitlines()[0]}",
            hint="Take it from a backup, or remove it to have no corrections.",
            context={"file": str(path)},
        ) from error


def save_corrections(project: Path, corrections: Corrections) -> Path:
    """Write the corrections, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    path = corrections_file(project)
    text = yaml.safe_dump(
        [statement.to_dict() for statement in corrections.statements],
        allow_unicode=True,
        sort_keys=False,
        width=110,
    )
    replace(path, _HEAD + text)
    return path


def plain(corrections: Corrections) -> list[dict[str, Any]]:
    """The corrections that stand, as plain values: what the log depends on."""
    return [statement.to_dict() for statement in corrections.standing()]

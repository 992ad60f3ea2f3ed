"""Writing a first project file: never over one that exists."""

from pathlib import Path

from sojourn.errors import UsageError


def refuse_existing(target: Path) -> None:
    """Refuse to take the place of a project file.

    Raises
    ------
    UsageError
        If there is one already.
    """
    if target.exists():
        raise UsageError(
            f"{target} exists already.", hint="Name another file with --out, or remove it first."
        )


def write(text: str, target: Path) -> None:
    """Write a new project file; never over one that exists.

    Raises
    ------
    UsageError
        If there is one already.
    """
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            f"{target} exists already.", hint="Name another file with --out, or remove it first."
        ) from None

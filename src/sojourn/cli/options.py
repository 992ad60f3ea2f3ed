"""Options that commands share."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from sojourn.cli.words import Language
from sojourn.errors import SourceError, UsageError

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_FACTOR: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SMALLEST: Final = 256 << 20

Lang = Annotated[Language, typer.Option("--lang", help="Language of the report, the map and this summary.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON and nothing else.")]


def shares(text: str) -> float:
    """A share written as ``1%`` or ``0.01``.

    Raises
    ------
    UsageError
        If it is neither, or not between 0 and 1.

    Examples
    --------
    >>> shares("1%"), shares("0.25")
    (0.01, 0.25)
    """
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UsageError(f"'{text}' is not a share.", hint="Write it as 1% or 0.01.", context={"value": text})
    return share


def size(text: str) -> int:
    """Bytes written as ``4GB``, ``512M`` or ``60%`` of the machine's memory.

    Raises
    ------
    UsageError
        If it cannot be understood or is less than 256 MB.

    Examples
    --------
    >>> size("4GB")
    4294967296
    """
    from sojourn.isolation import machine_memory

    match = _SIZE.fullmatch(text.strip())
    if text.strip().endswith("%"):
        amount = int(shares(text.strip()) * machine_memory())
    elif match:
        amount = int(float(match[1]) * _FACTOR[match[2].upper()])
    else:
        raise UsageError(f"'{text}' is not an amount of memory.", hint="Write it as 4GB, 512MB or 60%.")
    if amount < _SMALLEST:
        raise UsageError(f"{text} is too little memory to read anything.", hint="Allow at least 256MB.")
    return amount


def role_columns(pairs: Sequence[str]) -> dict[str, str]:
    """Role → column, from ``ROLE=NAME``.

    Raises
    ------
    UsageError
        If one of them has no ``=``, or a role comes twice.

    Examples
    --------
    >>> role_columns(["customer_id=member no"])
    {'customer_id': 'member no'}
    """
    columns: dict[str, str] = {}
    for pair in pairs:
        role, separator, name = pair.partition("=")
        if not (separator and role and name):
            raise UsageError(
                f"'{pair}' does not say which column has which role.",
                hint="Write --column ROLE=NAME, for example --column customer_id=member_no.",
            )
        if role in columns:
            raise UsageError(f"The role '{role}' is given twice.", hint="Give each role one column.")
        columns[role] = name
    return columns


def rules_in(path: Path) -> dict[str, Any]:
    """The rules of a taxonomy in a YAML file: its section ``taxonomy``, or all of it.

    Raises
    ------
    SourceError
        If the file cannot be read or is no YAML.
    """
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(
            f"{path} cannot be read as YAML: {str(error).strip().splitlines()[0]}",
            hint="The page 'Name your touchpoints' shows the form.",
            context={"file": str(path)},
        ) from error
    if not isinstance(values, dict):
        raise SourceError(f"{path} holds no rules.", hint="It begins with rules: or taxonomy:.")
    return dict(values.get("taxonomy", values))

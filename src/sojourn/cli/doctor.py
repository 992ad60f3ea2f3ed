"""``sojourn doctor``: whether everything is there and whole."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Final

import typer

from sojourn.cli.failing import UNUSABLE, guarded, printable
from sojourn.cli.words import Language

_NEEDED: Final = (
    "numpy",
    "pyarrow",
    "duckdb",
    "numba",
    "scipy",
    "pydantic",
    "Jinja2",
    "vl-convert-python",
    "resvg-py",
)
_EXTRAS: Final = ("pandas", "polars")
_LEAST_DISK: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` says what would help where it is not well."""

    what: str
    state: str
    remedy: str = ""
    fatal: bool = False


def doctor(
    log: Annotated[
        Path | None,
        typer.Argument(metavar="LOG", help="A journey log (DIR/log) to check too.", show_default=False),
    ] = None,
) -> None:
    """Check this installation and, if one is named, a journey log.

    Exit codes:
    0  all is well, or only something optional is missing
    3  there is no log, or it is damaged: its bad files are named
    1  the installation is broken
    """
    with guarded(Language.EN):
        findings = [*installation(), *machine()]
        show(findings)
        if any(finding.fatal for finding in findings):
            raise typer.Exit(1)
        if log is not None:
            check_log(log)


def installation() -> Iterator[Finding]:
    """Versions of Sojourn, of what it needs and of its extras."""
    yield Finding("sojourn", version("sojourn"))
    yield Finding("python", f"{platform.python_version()} ({sys.platform}, {platform.machine()})")
    for name in _NEEDED:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(
                name, "missing", "Install Sojourn again: pip install --force-reinstall sojourn", fatal=True
            )
    for name in _EXTRAS:
        try:
            yield Finding(name, f"{version(name)} (extra)")
        except PackageNotFoundError:
            yield Finding(name, "not installed (extra)", f"If you want it: pip install 'sojourn[{name}]'")


def machine() -> Iterator[Finding]:
    """Processors, memory, room on the disk, and a font for Chinese."""
    from sojourn.isolation import default_memory, machine_memory

    yield Finding("processors", str(os.cpu_count() or 1))
    yield Finding(
        "memory",
        f"{machine_memory() / 2**30:.1f} GiB; reading may use {default_memory() / 2**30:.1f} GiB unless told",
    )
    for what, folder in (
        ("disk here", Path.cwd()),
        ("temporary folder", Path(tempfile.gettempdir())),
    ):
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            yield Finding(what, f"cannot be looked at: {error.strerror}")
            continue
        remedy = "" if free > _LEAST_DISK else "Free some space: journey logs and results need it."
        yield Finding(what, f"{free / 2**30:.1f} GiB free", remedy)
    yield _chinese_font()


def _chinese_font() -> Finding:
    from sojourn.render.fonts import cjk_face

    face = cjk_face()
    if face is not None:
        return Finding("font for Chinese", face.family)
    return Finding(
        "font for Chinese",
        "none: PNG and PDF with Chinese text are refused",
        "Install one, e.g. apt-get install fonts-noto-cjk",
    )


def show(findings: list[Finding]) -> None:
    """Print the findings, one a line."""
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        mark = "✗" if finding.fatal else "!" if finding.remedy else "✓"
        typer.echo(f"{mark} {finding.what.ljust(width)}  {finding.state}")
        if finding.remedy:
            typer.echo(f"  {' ' * width}  {finding.remedy}")


def check_log(folder: Path) -> None:
    """Compare every file of a log with its checksum; name the damaged ones and end with an exit code.

    Raises
    ------
    LogError
        If there is no log in the folder.
    """
    from sojourn.log.store import damages, open_log

    faults = damages(folder)
    for fault in faults:
        typer.echo(f"✗ {printable(str(folder))}: {printable(fault)}")
    if faults:
        typer.echo("  Build the log again from its sources: sojourn analyze FILES --out DIR")
        raise typer.Exit(UNUSABLE)
    typer.echo(f"✓ {open_log(folder, verify=False)!r}; every checksum is right")

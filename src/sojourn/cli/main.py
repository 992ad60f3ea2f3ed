"""The program ``sojourn``."""

import errno
import os
import sys
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from sojourn.cli.analyze import analyze
from sojourn.cli.build import build
from sojourn.cli.compiled import find_a_place
from sojourn.cli.demo import demo
from sojourn.cli.doctor import doctor
from sojourn.cli.explain import explain
from sojourn.cli.failing import DEFECT, INTERRUPTED, UNUSABLE, report_defect
from sojourn.cli.identity import app as identity_app
from sojourn.cli.init import init
from sojourn.cli.maps import app as map_app
from sojourn.cli.query import query
from sojourn.cli.schema import schema

app = typer.Typer(
    name="sojourn",
    help="Turn the events customers leave in every channel into a living customer-journey map.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(demo)
app.command()(analyze)
app.command()(init)
app.command()(build)
app.add_typer(identity_app)
app.add_typer(map_app)
app.command()(explain)
app.command()(query)
app.command()(doctor)
app.command()(schema)


def _version(wanted: bool) -> None:
    if wanted:
        import sojourn

        typer.echo(f"sojourn {sojourn.__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Show where in the code a defect arose.")] = False,
) -> None:
    """Options of every command."""


def _reader_gone() -> NoReturn:
    """End well: who reads our output has seen enough, as `head` does."""
    sys.stderr.close()
    sys.exit(0)


_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def _no_room(error: OSError) -> NoReturn:
    """End where standard output can take no more, as on a full disk."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left in buffers goes nowhere
    typer.echo(f"Error: Cannot write the output: {error.strerror}.", err=True)
    sys.exit(UNUSABLE)


def run() -> None:
    """Entry point: whatever is not an error raised on purpose is a defect, and said to be one in one line."""
    find_a_place(Path(__file__).parents[1])
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _reader_gone()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # which the framework calls a failure
            _reader_gone()
        raise
    except OSError as error:
        if error.errno in _NO_ROOM and error.filename is None:  # no file has that name: it is a stream
            _no_room(error)
        report_defect(error, debug="--debug" in sys.argv[1:])
        sys.exit(DEFECT)
    except Exception as error:  # noqa: BLE001  (the last line of defence)
        report_defect(error, debug="--debug" in sys.argv[1:])
        sys.exit(DEFECT)

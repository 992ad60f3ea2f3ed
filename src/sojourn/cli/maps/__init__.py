"""``sojourn map``: the journey map as a document, a command a module."""

import typer

from sojourn.cli.maps.apply import apply
from sojourn.cli.maps.bind import bind
from sojourn.cli.maps.check import check
from sojourn.cli.maps.convert import convert
from sojourn.cli.maps.diff import diff
from sojourn.cli.maps.lint import lint
from sojourn.cli.maps.new import new
from sojourn.cli.maps.show import show

app = typer.Typer(
    name="map",
    help="Write, show, bind, check and compare journey maps, or turn them into pictures, pages and tables.",
    no_args_is_help=True,
)
app.command()(new)
app.command()(show)
app.command()(convert)
app.command()(bind)
app.command()(check)
app.command()(lint)
app.command()(diff)
app.command()(apply)

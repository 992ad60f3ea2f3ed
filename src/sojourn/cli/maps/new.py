"""``sojourn map new``: a map to start from."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from sojourn.cli.failing import printable
from sojourn.cli.maps.asking import KIND_WORDS, Answers, ask
from sojourn.cli.maps.refusals import refusal
from sojourn.cli.maps.speaking import speaking
from sojourn.cli.words import Language
from sojourn.journeymap.templates.catalogue import Industry, Market, in_language


class Kind(StrEnum):
    """What a map describes, as the model says, which takes long to load."""

    CURRENT_STATE = "current_state"
    FUTURE_STATE = "future_state"
    DAY_IN_THE_LIFE = "day_in_the_life"
    SERVICE_BLUEPRINT = "service_blueprint"


_DEFAULT: Final = Path("map.journey.yaml")
_STANDARD_OUTPUT: Final = Path("-")
_REVIEW_MONTHS: Final = 3
_LONGEST: Final = 200
_WRITTEN: Final = (
    "{file}: {title}. Everything in it is assumed; make it yours.",
    "{file}：{title}。内容都是假设，请按实际修改。",
)
_EMPTY: Final = (
    "{file}: {title}. Its comments say what each field is for.",
    "{file}：{title}。注释说明了每个字段的用途。",
)
_NEXT: Final = (
    ("sojourn map show {file}", ("look at it", "查看")),
    ("sojourn map convert {file} map.svg", ("draw it", "画成图")),
    ("sojourn map bind {file} LOG", ("write into it what a journey log says", "写入旅程日志的证据")),
    ("sojourn map check {file} LOG", ("ask whether customers do what it says", "检验客户是否真的这样走")),
)


def new(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where to write it; - is standard output.")
    ] = _DEFAULT,
    template: Annotated[
        Kind | None, typer.Option("--template", help="What the map shows.", show_default="current_state")
    ] = None,
    industry: Annotated[
        Industry | None, typer.Option("--industry", help="The trade.", show_default="retail")
    ] = None,
    market: Annotated[
        Market | None, typer.Option("--market", help="Private customers or companies.", show_default="b2c")
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--lang", help="Language of the map.", show_default="en")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Title of the map.", show_default=False)] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who keeps the map true.", show_default=False)] = "",
    current_state: Annotated[
        Path | None,
        typer.Option("--current-state", metavar="MAP", help="The map of today, for a future state."),
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="An empty map with every field explained.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show which templates there are.")] = False,
) -> None:
    """Write a map to start from: a template for your trade, or an empty one with every field explained.

    Without options it asks a few questions on a terminal, and takes what is usual elsewhere.
    """
    with speaking(language):
        if listed:
            _list(language or Language.EN)
            return
        _refuse_place(file, language, force=force)
        told = (template, industry, market, language, title, owner, current_state, blank)
        if not any(told) and sys.stdin.isatty() and sys.stderr.isatty():
            answers = ask()
        else:
            answers = Answers(
                template or Kind.CURRENT_STATE,
                industry or Industry.RETAIL,
                market or Market.B2C,
                language or Language.EN,
                title,
                owner,
            )
        text, name = _document(answers, _beside(current_state, file, answers.kind, language), blank=blank)
        _write(text, file)
        if file != _STANDARD_OUTPUT:
            _say_next(file, name, answers.language, _EMPTY if blank else _WRITTEN)


def _list(language: Language) -> None:
    from sojourn.journeymap.templates.catalogue import INDUSTRY_WORDS, MARKET_WORDS, templates

    for kind, words in KIND_WORDS.items():
        typer.echo(f"--template {kind:18} {in_language(words, language.value)}")
    typer.echo()
    for found in templates():
        told = (
            in_language(INDUSTRY_WORDS[found.industry], language.value),
            in_language(MARKET_WORDS[found.market], language.value),
            found.title(language.value),
        )
        typer.echo(f"--industry {found.industry:13} --market {found.market}   {' · '.join(told)}")


def _refuse_place(file: Path, language: Language | None, *, force: bool) -> None:
    if file == _STANDARD_OUTPUT:
        return
    if file.suffix not in {".yaml", ".yml"}:
        raise refusal("no_name", language, file=file)
    if file.exists() and not force:
        raise refusal("exists", language, file=file)


def _beside(current_state: Path | None, file: Path, kind: str, language: Language | None) -> str:
    """The map of today as the map of the future names it: relative to itself."""
    if current_state is None:
        return ""
    if kind != Kind.FUTURE_STATE:
        raise refusal("only_future", language)
    if not current_state.is_file():
        raise refusal("no_map", language, file=current_state)
    place = (Path() if file == _STANDARD_OUTPUT else file.parent).resolve()
    today = current_state.parent.resolve() / current_state.name
    if not today.is_relative_to(place) or not today.name.endswith(".journey.yaml"):
        raise refusal("not_beside", language, file=current_state)
    return today.relative_to(place).as_posix()


def _document(answers: Answers, current_state: str, *, blank: bool) -> tuple[str, str]:
    """The text of the map, and its title."""
    title, owner = (
        _fit(option, text, answers.language)
        for option, text in (("--title", answers.title), ("--owner", answers.owner))
    )
    today = _today()
    if blank:
        from sojourn.journeymap.document import load
        from sojourn.journeymap.templates.blank import blank as blank_map

        text = blank_map(
            answers.language.value,
            kind=answers.kind,
            title=title,
            owner=owner,
            review_by=_later(today),
            updated=today,
            current_state=current_state,
        )
        return text, load(text).title
    from sojourn.journeymap.document import dump
    from sojourn.journeymap.templates.engine import template

    jmap = template(answers.kind, answers.industry, answers.market, answers.language.value)
    head = {"updated": today, "review_by": _later(today)}
    given = {"title": title, "owner": owner, "current_state": current_state}
    jmap = jmap.model_copy(update=head | {field: text for field, text in given.items() if text})
    return dump(jmap), jmap.title


def _fit(option: str, text: str, language: Language) -> str:
    fitting = text.strip()
    if len(fitting) > _LONGEST or not fitting.isprintable():
        raise refusal("too_long", language, option=option, most=_LONGEST)
    return fitting


def _today() -> date:
    return date.today()  # noqa: DTZ011  (the day of whoever writes the map)


def _later(day: date) -> date:
    """A quarter later: the last day of its month, where that is shorter.

    >>> _later(date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    """
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + _REVIEW_MONTHS, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _write(text: str, file: Path) -> None:
    from sojourn.durable import replace

    if file == _STANDARD_OUTPUT:
        typer.echo(text, nl=False)
        return
    replace(file, text)


def _say_next(file: Path, title: str, language: Language, written: tuple[str, str]) -> None:
    import shlex

    typer.echo(printable(in_language(written, language.value).format(file=file, title=title)))
    commands = [(c.format(file=shlex.quote(str(file))), in_language(why, language.value)) for c, why in _NEXT]
    wide = max(len(command) for command, _ in commands)
    for command, why in commands:
        typer.echo(printable(f"  {command:{wide}}  # {why}"))

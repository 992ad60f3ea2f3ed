"""The reference of the library says what the library does: signatures, columns, parameters, words."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import sojourn as sj
from sojourn.analysis.precedence import precedence
from sojourn.analysis.seam import ANALYSES
from sojourn.render import RENDERERS, render
from sojourn.testing import log_of

REFERENCE = Path(__file__).parents[2] / "docs/reference"
ANALYSES_PAGE = (REFERENCE / "analyses.md").read_text(encoding="utf-8")
TOPICS = (
    "attribution",
    "conformance",
    "text",
    "emotion",
    "segments",
    "lifetime-value",
    "lint",
    "map-commands",
    "map-evidence",
    "map-forms",
    "metrics",
    "pain-points",
    "templates",
    "trends",
)
"""Analyses that have a page of their own, by topic."""
TOPIC_PAGES = "".join((REFERENCE / f"{topic}.md").read_text(encoding="utf-8") for topic in TOPICS)
LIBRARY_PAGE = (REFERENCE / "library.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^## `((\w+)\(.*\))`$", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")

LOG = log_of("""
    ann  09:00  Home    web
    ann  09:05  Cart    web
    ann  09:06  Order   app
    bob  10:00  Home    app
    bob  10:01  Home    app
""")
STEPS = ["Home", "Cart", "Order"]
TABLES = {
    "transitions": [sj.transitions(LOG).table],
    "attribution": [sj.attribution(LOG, "Order").table],
    "paths": [sj.paths(LOG).table, sj.paths(LOG, within_visit="30m").table],
    "funnel": [sj.funnel(LOG, STEPS).table, sj.funnel(LOG, STEPS, by="channel").table],
    "visits": [sj.visits(LOG).table],
    "steps": [sj.steps(LOG).table],
    "exits": [sj.exits(LOG).table],
    "touches": [sj.touches(LOG).table],
    "touchpoints": [sj.touchpoints(LOG).table],
    "precedence": [precedence(LOG).table],
    "rhythm": [sj.rhythm(LOG).table],
    "retention": [sj.retention(LOG).table],
    "suspects": [sj.suspects(LOG).table],
    "emotion": [sj.emotion(LOG).table],
    "what_if": [sj.what_if(LOG, goal="Order", change={"touchpoint": "Cart", "less_drop_off": 0.2}).table],
    "segments": [sj.segments(LOG).table],
    "rules": [sj.rules(LOG).table],
    "correlations": [sj.correlations(LOG).table],
    "drivers": [sj.drivers(LOG, goal="Order").table],
    "lifetime_value": [sj.lifetime_value(LOG).table],
    "metrics": [sj.metrics(LOG, goal="Order").table],
    "response_bias": [sj.response_bias(LOG, touchpoints=["Home"]).table],
    "pain_points": [sj.pain_points(LOG, "Order").table],
    "moments_of_truth": [sj.moments_of_truth(LOG, "Order").table],
    "trends": [sj.trends(LOG).table],
    "consistency": [sj.consistency(LOG).table],
    "against": [sj.against(sj.exits(LOG), ()).table],
    "voice": [sj.voice(LOG).table],
    "compare": [sj.compare(sj.exits, LOG, by="reached", a="Order").table],
}
FUNCTIONS = {
    name: getattr(sj, name)
    for name in sj.__all__
    if name != "render" and inspect.isfunction(getattr(sj, name))
} | {"precedence": precedence, "render": render}
OTHER_WORDS = {"user", "user_id", "case", "case_id", "session", "activity", "visitor", "client"}


def sections(page):
    """Function → (heading, text below it)."""
    parts = HEADING.split(page)
    return {parts[i + 1]: (parts[i], parts[i + 2]) for i in range(1, len(parts), 3)}


SECTIONS = sections(ANALYSES_PAGE) | sections(TOPIC_PAGES) | sections(LIBRARY_PAGE)


def first_cells(text, head):
    """What stands in backticks in the first column of the tables with that head."""
    found = set()
    for table in re.findall(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE):
        for row in table.splitlines():
            found |= set(NAME.findall(row.split(" | ")[0]))
    return found


def parameters(signature):
    """Name, kind and default of every parameter."""
    return [(p.name, p.kind, p.default) for p in signature.parameters.values()]


def written(heading):
    """The signature that a heading writes."""
    arguments = ast.parse(f"def {heading}: ...").body[0].args
    kind = inspect.Parameter
    plain = [inspect.Parameter.empty] * (len(arguments.args) - len(arguments.defaults))
    plain += [ast.literal_eval(d) for d in arguments.defaults]
    found = [(a.arg, kind.POSITIONAL_OR_KEYWORD, d) for a, d in zip(arguments.args, plain, strict=True)]
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        value = kind.empty if default is None else ast.literal_eval(default)
        found.append((argument.arg, kind.KEYWORD_ONLY, value))
    if arguments.kwarg:
        found.append((arguments.kwarg.arg, kind.VAR_KEYWORD, kind.empty))
    return found


def test_every_function_has_a_section_and_every_section_a_function():
    assert set(SECTIONS) == set(FUNCTIONS)
    assert set(ANALYSES) | {"compare"} <= set(sections(ANALYSES_PAGE) | sections(TOPIC_PAGES))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_headings_write_the_signature(name):
    assert written(SECTIONS[name][0]) == parameters(inspect.signature(FUNCTIONS[name]))


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_those_of_the_table(name):
    columns = {column for table in TABLES[name] for column in table.column_names}
    assert first_cells(SECTIONS[name][1], "column") == columns


def test_columns_of_the_days_are_described():
    section, result = SECTIONS["rhythm"][1], sj.rhythm(LOG)
    for table in (result.days, result.month_days):
        assert set(table.column_names) <= set(NAME.findall(section))


@pytest.mark.parametrize("name", ["read", "discover", "bind", "check", "drift", "render"])
def test_parameters_are_described(name):
    asked = set(inspect.signature(FUNCTIONS[name]).parameters) - {"log", "jmap"}
    assert first_cells(SECTIONS[name][1], "parameter") == asked


@pytest.mark.parametrize("name", TABLES)
def test_fields_named_are_fields(name):
    function = getattr(sj, name, precedence)
    made = {
        "against": lambda: sj.against(sj.exits(LOG), ()),
        "attribution": lambda: sj.attribution(LOG, "Order"),
        "compare": lambda: sj.compare(sj.exits, LOG, by="reached", a="Order"),
        "funnel": lambda: sj.funnel(LOG, STEPS),
        "response_bias": lambda: sj.response_bias(LOG, touchpoints=["Home"]),
        "what_if": lambda: sj.what_if(LOG, goal="Order", change={"touchpoint": "Cart", "less_drop_off": 0.2}),
    }
    result = made.get(name, lambda: function(LOG))()
    for sentence in re.findall(r"Fields: ([^.]*)\.", SECTIONS[name][1]):
        for field in NAME.findall(sentence):
            assert hasattr(result, field), field


def test_every_public_name_is_mentioned():
    pages = ANALYSES_PAGE + TOPIC_PAGES + LIBRARY_PAGE
    for name in sj.__all__:
        if not name.startswith("_"):
            assert re.search(rf"`(sj\.)?{name}\b", pages), name


def test_every_form_of_a_map_is_described():
    page = (REFERENCE / "map-picture.md").read_text(encoding="utf-8")
    assert {m.strip(".") for m in re.findall(r'^\| `"?([.\w]+)"?` \|', page, re.MULTILINE)} == set(RENDERERS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parameters_use_the_words_of_the_vocabulary(name):
    assert not OTHER_WORDS & set(inspect.signature(FUNCTIONS[name]).parameters)


@pytest.mark.parametrize("name", TABLES)
def test_columns_use_the_words_of_the_vocabulary(name):
    assert not OTHER_WORDS & {column for table in TABLES[name] for column in table.column_names}

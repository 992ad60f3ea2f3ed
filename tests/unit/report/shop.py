"""A tiny shop whose every number can be counted by hand, and a report of it."""

from sojourn.journeymap.discover import discover
from sojourn.journeymap.model import JourneyMap, Stage, Touchpoint
from sojourn.report.compose import build
from sojourn.testing import log_of

LINES = """
    ann  2026-03-02T09:00  Home    web
    ann  2026-03-02T09:05  Cart    web
    ann  2026-03-02T09:06  Buy     web  10
    ann  2026-03-09T09:00  Buy     app  30
    bob  2026-03-03T10:00  Home    web
    bob  2026-03-03T10:20  Cart    web
    eve  2026-03-10T11:00  Home    app
    eve  2026-03-10T11:01  Home    app
    joe  2026-03-10T12:00  Help    app
    joe  2026-03-12T12:00  Buy     app  20
"""
SCORES = [None, 9, 10, None, 2, 6, None, 3, 4, 7]
SCALES = [None, "nps_0_10", "nps_0_10", None, "csat_1_5", "nps_0_10", None, "csat_1_5", "csat_1_5", "ces_1_7"]


def shop():
    return log_of(LINES, score=SCORES, scale=SCALES, currency=["EUR"] * 10)


def shop_map():
    stages = (Stage(id="look", name="Look"), Stage(id="choose", name="Choose"), Stage(id="own", name="Own"))
    drawn = (("Home", "look"), ("Cart", "choose"), ("Buy", "own"))
    touchpoints = tuple(Touchpoint(id=name.lower(), name=name, stage=stage) for name, stage in drawn)
    return JourneyMap(title="Tiny shop", stages=stages, touchpoints=touchpoints)


QUALITY = {
    "rows_in": 12,
    "rows_kept": 10,
    "dropped": {"missing_time": 2},
    "repaired": {"trimmed_name": 1},
    "sources": [
        {
            "name": "shop.csv",
            "format": "csv",
            "rows_in": 12,
            "rows_kept": 10,
            "dropped": {"missing_time": 2},
            "repaired": {"trimmed_name": 1},
            "mapping": {
                "customer_id": {"column": "who", "reason": "its name"},
                "channel": {"column": "", "reason": "the file's name", "constant": "web"},
            },
            "examples": [{"line": 7, "reason": "missing_time", "value": "ann, , Home"}],
        }
    ],
}


def shop_report(**changed):
    wanted = {"goal": ("Buy",), "quality": QUALITY, "generated_by": "sojourn test", **changed}
    return build(shop(), shop_map(), **wanted)


def discovered(log, goal=None, **changed):
    """A report of any log with the map that it tells, and that map."""
    jmap = discover(log, goal=goal, language=changed.get("language", "en"))
    goals = (goal,) if goal else ()
    return build(log, jmap, goal=goals, generated_by="sojourn test", **changed), jmap

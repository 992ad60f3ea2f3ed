"""The rules of lint, gravest first."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sojourn.journeymap.lint import measured, ways
from sojourn.journeymap.lint.rule import Find, Rule, Severity, Spot
from sojourn.journeymap.lint.speech import company_speak
from sojourn.journeymap.lint.words import WORDS
from sojourn.journeymap.model import JourneyMap


def _links(_jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    """Nothing: a map by itself sees no files. `lint_file` follows its links."""
    yield from ()


def _unknown_rule(jmap: JourneyMap, _today: date | None) -> Iterator[Spot]:
    for number, name in enumerate(jmap.lint_off):
        if name not in RULES:
            yield Spot("map", "", ("lint_off", number), {"name": name})


_TABLE: Final[tuple[tuple[str, Severity, Find], ...]] = (
    ("broken-link", "error", _links),
    ("target-unreadable", "error", measured.target_unreadable),
    ("validated-unbound", "error", measured.validated_unbound),
    ("left-out-matched", "error", measured.left_out_matched),
    ("internal-view", "warning", measured.internal_view),
    ("no-owner", "warning", ways.no_owner),
    ("review-overdue", "warning", ways.review_overdue),
    ("many-touchpoints", "warning", ways.many_touchpoints),
    ("company-speak", "warning", company_speak),
    ("no-persona", "warning", ways.no_persona),
    ("persona-no-data", "warning", measured.persona_no_data),
    ("empty-stage", "warning", ways.empty_stage),
    ("stage-no-exit", "warning", ways.stage_no_exit),
    ("stage-no-kpi", "warning", measured.stage_no_kpi),
    ("moment-no-kpi", "warning", measured.moment_no_kpi),
    ("unreachable", "warning", ways.unreachable),
    ("same-name", "warning", ways.same_name),
    ("no-evidence", "warning", measured.no_evidence),
    ("stale-evidence", "warning", measured.stale_evidence),
    ("validated-assumed", "warning", measured.validated_assumed),
    ("pain-no-opportunity", "warning", ways.pain_no_opportunity),
    ("opportunity-no-metric", "warning", ways.opportunity_no_metric),
    ("blueprint-no-backstage", "warning", ways.blueprint_no_backstage),
    ("unknown-rule", "warning", _unknown_rule),
    ("opportunity-no-owner", "hint", ways.opportunity_no_owner),
    ("opportunity-no-pain", "hint", ways.opportunity_no_pain),
    ("touchpoint-no-kpi", "hint", measured.touchpoint_no_kpi),
    ("kpi-no-target", "hint", measured.kpi_no_target),
    ("no-feeling", "hint", measured.no_feeling),
    ("no-flow", "hint", ways.no_flow),
    ("future-no-current", "hint", ways.future_no_current),
)

RULES: Final[dict[str, Rule]] = {
    name: Rule(name, severity, find, WORDS[name]) for name, severity, find in _TABLE
}
"""By name."""

"""The list of samples: what every fit of a report rests on, and of how many it was taken."""

from collections.abc import Iterator, Mapping
from typing import Any

from sojourn.analysis.drivers.result import Drivers
from sojourn.analysis.effects.study import Study
from sojourn.analysis.segments import Segments
from sojourn.analysis.voice import Voice
from sojourn.report.blocks.samples import Sample
from sojourn.report.making.drivers import Associations
from sojourn.report.making.emotions import Feelings


def samples_of(
    groups: Segments, feelings: Feelings, said: Voice | None, study: Study | None, found: Associations
) -> tuple[Sample, ...]:
    """Every fit that takes a sample where there is much, in the order of the report, with or without need of one."""
    return (
        *_of_texts(feelings, said),
        *_of_effects(study),
        *_of_groups(groups),
        *(_regression(outcome, result) for outcome, result in found.regressions.items() if result.n),
        _customers("drivers", "correlations", found.correlations.used, found.correlations.customers),
    )


def _of_texts(feelings: Feelings, said: Voice | None) -> Iterator[Sample]:
    written = sum(row["texts"] for row in feelings.rows)
    if written:
        yield Sample(
            block="emotions",
            step="texts",
            unit="texts",
            used=sum(row["texts_read"] for row in feelings.rows),
            whole=written,
        )
    if said is None:
        return
    for row in said.languages.to_pylist():
        if row["terms_read"]:
            yield _texts(row, "terms", row["terms_read"], row["distinct"])
        if row["themes_read"]:
            yield _texts(row, "themes", row["themes_read"], row["distinct"])
    for row in said.scorers.to_pylist():
        if row["learned_from"]:
            yield _texts(row, "scorer", row["learned_from"], row["rated_in_all"])


def _texts(row: Mapping[str, Any], step: Any, used: int, whole: int) -> Sample:
    return Sample(block="voice", step=step, group=row["language"], unit="texts", used=used, whole=whole)


def _of_effects(study: Study | None) -> Iterator[Sample]:
    if study is not None:
        for block in ("pain_points", "moments_of_truth"):
            yield _customers(block, "effects", study.sampled, study.customers)


def _of_groups(groups: Segments) -> Iterator[Sample]:
    tried = groups.stability["n"].to_pylist()
    steps = (("scales", groups.scaled), ("number", max(tried, default=0)), ("groups", groups.fitted))
    for step, used in steps:
        if used:
            yield _customers("segments", step, used, groups.eligible)


def _regression(outcome: str, result: Drivers) -> Sample:
    return _customers("drivers", "regression", result.n, result.eligible, outcome)


def _customers(block: str, step: Any, used: int, whole: int, group: str = "") -> Sample:
    return Sample(block=block, step=step, group=group, unit="customers", used=used, whole=whole)

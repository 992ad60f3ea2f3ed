"""How customers feel at each touchpoint, −5 … +5: from ratings, texts and behaviour, and how well that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.analysis.emotion.counts import Dimension, EmotionTally, count_emotion
from sojourn.analysis.emotion.model import SIGNS, Calibration
from sojourn.analysis.emotion.reading import Felt, felt_groups, felt_stages, felt_touchpoints
from sojourn.analysis.members import Members
from sojourn.analysis.seam import Analysis, Estimate, Spec, answer
from sojourn.log.journeylog import JourneyLog
from sojourn.log.journeys import Journeys
from sojourn.log.vocabulary import Vocabulary
from sojourn.results import Result, of_whole
from sojourn.units import Duration, microseconds

_VISIT: Final = timedelta(minutes=30)


@dataclass(frozen=True, repr=False)
class Emotions(Result):
    """How customers feel at each touchpoint of a log.

    One row of `table` is one touchpoint that occurs, most events first:

    - ``touchpoint``;
    - ``score``, ``low``, ``high``: the mean feeling of all its events, −5 … +5, with its 95 % interval;
    - ``n`` and ``basis``: ``observed`` (n ratings; or n texts, where there are fewer than two ratings, whose wording was
      calibrated on rated texts), ``inferred`` (n events whose behaviour was read by a model that was calibrated on rated
      touchpoints, or n texts without such calibration), ``assumed`` (n events, by the model as we wrote it: there is too little to calibrate
      it on);
    - ``events``; ``ratings`` and ``rating_mean``: those given here; ``texts``, ``texts_read`` and ``text_mean``: those
      written here, those of a sample of at most 400 whose language is known, and the feeling read from them;
    - ``foretold``: what name and behaviour say alone; ``name_suggests``: what its name says alone, null if nothing;
    - ``survey``: whether a rating *is* the touchpoint (a survey answered, a review): it tells how the customer feels then
      about everything, and is not used to calibrate;
    - the share of its events after which the visit ends (``ends_share``), the same follows (``repeat_share``), the
      customer goes straight back (``back_share``), which are three or more within seconds (``burst_share``), after which
      support (``support_share``) or a cancellation, complaint or return (``harm_share``) is next within a week, the
      journey ends (``exit_share``), and which took more than 16 times as long as usual (``late_share``; only where
      customers wait for the company).

    Ratings say how those felt who answered; that the others feel the same is assumed.
    """

    spec: "EmotionSpec"
    customers: int
    """Customers counted."""
    calibration: Calibration | None
    """How well the model tells the ratings of touchpoints that it has not seen; None below six rated touchpoints."""
    groups: pa.Table
    """With ``by``: ``touchpoint``, ``dimension``, ``group``, ``score``, ``low``, ``high``, ``n``, ``basis``, ``ratings``, ``events``."""
    stages: pa.Table
    """With ``stages``: ``stage``, ``score``, ``low``, ``high``, ``n``, ``basis``, ``touchpoints``, ``events``."""
    _table: pa.Table
    _estimates: tuple[Estimate, ...]

    @property
    def table(self) -> pa.Table:
        """One row per touchpoint; see the class."""
        return self._table

    def headline(self) -> str:
        """Counts in one line."""
        observed = self._table.column("basis").to_pylist().count("observed")
        told = f"Emotions: {self._table.num_rows:,} touchpoints, {observed:,} observed, by {self.customers:,} customers"
        read, texts = (int(self._table[name].to_numpy().sum()) for name in ("texts_read", "texts"))
        return f"{told}, {of_whole(read, texts)} texts read" if texts else told

    def to_dict(self) -> dict[str, Any]:
        """Plain Python values; of groups of customers only their names."""
        told = super().to_dict()
        told["spec"]["by"] = [
            [name, None if labels is None else list(labels.names)] for name, labels in self.spec.by
        ]
        return told

    def estimates(self) -> tuple[Estimate, ...]:
        """The feeling of every touchpoint that occurs (``score``) and of every stage (``stage_score``)."""
        return self._estimates


@dataclass(frozen=True, slots=True)
class EmotionSpec:
    """The question: how do customers feel at each touchpoint, in each group, in each stage?

    Attributes
    ----------
    by
        Dimensions: the name of a coded or text attribute with None, or any name with the group of each customer.
    stages
        Pairs of touchpoint and stage, in the order of the stages.
    gap
        A longer gap between two events ends a visit.
    """

    by: tuple[Dimension, ...] = ()
    stages: tuple[tuple[str, str], ...] = ()
    gap: timedelta = _VISIT

    def measure(self, journeys: Journeys) -> EmotionTally:
        """Count complete customers."""
        return count_emotion(journeys, self.by, self.gap)

    def conclude(self, tally: EmotionTally, vocabularies: Mapping[str, Vocabulary]) -> Emotions:
        """Calibrate the model and combine what there is."""
        names = vocabularies["touchpoint"].names
        felt = felt_touchpoints(names, tally)
        there = np.flatnonzero(felt.events)
        there = there[np.lexsort((there, -felt.events[there]))]
        stages, of_stages = felt_stages(felt, self.stages)
        return Emotions(
            self,
            tally.customers,
            felt.calibration,
            felt_groups(felt, tally.groups.counts),
            stages,
            _table(felt, there),
            felt.feeling.estimates("score", [(names[i],) for i in there.tolist()], there) + of_stages,
        )


def _table(felt: Felt, there: NDArray[np.int64]) -> pa.Table:
    columns: dict[str, Any] = {
        "touchpoint": pa.array([felt.names[i] for i in there], pa.string()),
        **felt.feeling.columns(there),
        "events": felt.events[there],
        "ratings": felt.rated.n[there].astype(np.int64),
        "rating_mean": pa.array(felt.rated.mean[there], from_pandas=True),
        "texts": felt.texts.totals[there],
        "texts_read": felt.texts.scored[there],
        "text_mean": pa.array(felt.texts.mean[there], from_pandas=True),
        "foretold": np.clip(felt.foretold[there], -5.0, 5.0),
        "name_suggests": pa.array(felt.suggested[there], from_pandas=True),
        "survey": felt.survey[there],
        **{f"{sign}_share": felt.signs[there, k] for k, sign in enumerate(SIGNS)},
    }
    return pa.table(columns)


def emotion(
    log: JourneyLog,
    *,
    by: str | Mapping[str, str] | None = None,
    stages: Mapping[str, str] | None = None,
    gap: Duration = "30m",
) -> Emotions:
    """How customers feel at each touchpoint, −5 … +5, with interval and with what it rests on.

    Ratings and texts at a touchpoint are combined by inverse variance with what its name and the behaviour around it
    foretell; that model is calibrated on the touchpoints that have ratings.

    Parameters
    ----------
    log
        A journey log.
    by
        Also each touchpoint in groups: an attribute, or customer id → group (the dimension ``group``).
    stages
        Touchpoint → stage, in the order of the journey: also each stage, its touchpoints weighted by their events.
    gap
        A longer gap between two events ends a visit.

    Returns
    -------
    Emotions
        See the class for the columns of its table.

    Raises
    ------
    UnknownNameError
        If the log has no such attribute.
    UsageError
        If it has too many values to make groups of.
    UnitError
        If the gap is no duration.

    Examples
    --------
    >>> from sojourn.testing import log_of
    >>> log = log_of('''
    ...     ann  09:00  Parcel delivered
    ...     bob  10:00  Parcel delivered
    ...     cem  10:00  Parcel late
    ... ''', score=[5, 4, None], scale=["stars_1_5", "stars_1_5", None])
    >>> rows = emotion(log).table.select(["touchpoint", "score", "n", "basis"]).to_pylist()
    >>> [(row["touchpoint"], round(row["score"], 1), row["basis"]) for row in rows]
    [('Parcel delivered', 3.2, 'observed'), ('Parcel late', -3.5, 'assumed')]
    """
    dimensions: tuple[Dimension, ...] = ()
    if by is not None:
        dimensions = (("group", Members.of(by)),) if isinstance(by, Mapping) else ((by, None),)
    visit = timedelta(microseconds=microseconds(gap))
    return answer(log, EmotionSpec(dimensions, tuple((stages or {}).items()), visit))


def _examples(names: tuple[str, ...]) -> tuple[Spec[EmotionTally, Emotions], ...]:
    return (
        EmotionSpec(),
        EmotionSpec((("channel", None),), tuple((name, "One") for name in names[:2]), timedelta(hours=2)),
    )


ANALYSIS: Final = Analysis(emotion, _examples)

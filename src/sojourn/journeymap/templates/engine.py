"""From contents to a map: one language is chosen, and what the kind of map shows."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, TypeVar

from sojourn.errors import UnknownNameError
from sojourn.journeymap.model import (
    Emotion,
    Flow,
    JourneyMap,
    Kpi,
    MapKind,
    Match,
    Opportunity,
    PainPoint,
    Persona,
    Stage,
    Touchpoint,
)
from sojourn.journeymap.templates.catalogue import Industry, Language, Market, in_language, templates
from sojourn.journeymap.templates.channels import channel_words
from sojourn.journeymap.templates.contents import (
    Content,
    FlowContent,
    OpportunityContent,
    Pair,
    Pairs,
    PersonContent,
    StageContent,
    TouchpointContent,
    content,
)
from sojourn.journeymap.templates.future import Wish, future_touchpoint

_DAY: Final = ("A day with {name}", "{name}的一天")
_Name = TypeVar("_Name", bound=StrEnum)


def template(
    kind: str = "current_state", industry: str = "retail", market: str = "b2c", language: Language = "en"
) -> JourneyMap:
    """A map to start from, written by hand for a trade: everything in it is assumed until data say otherwise.

    Parameters
    ----------
    kind
        ``current_state``: the journey as it is. ``service_blueprint``: the same with what happens behind the scenes: back
        stage, support, policies, systems. ``future_state``: the journey as it is wished for: pain points that an
        opportunity answers are gone, what answers them is the good side of the touchpoint, and the note of a feeling says
        what it was. ``day_in_the_life``: a day of the first persona, as far as the trade touches it.
    industry
        ``retail``, ``travel``, ``banking``, ``insurance``, ``education``, ``health_care``, ``saas`` or ``subscription``.
    market
        ``b2c`` (private customers) or ``b2b`` (companies).
    language
        ``en`` or ``zh``.

    Raises
    ------
    UnknownNameError
        If there is no such kind, trade, market or language.

    Examples
    --------
    >>> jmap = template("service_blueprint", "retail")
    >>> jmap.title, jmap.status, jmap.touchpoints[0].emotion.basis.value
    ('Buying shoes online', 'assumed', 'assumed')
    >>> template(industry="retial")
    Traceback (most recent call last):
    sojourn.errors.UnknownNameError: There is no industry 'retial'. Did you mean 'retail'?
    """
    form = _known("kind of map", MapKind, kind)
    if language not in ("en", "zh"):
        raise UnknownNameError.among("language", language, ["en", "zh"])
    trade, buyers = _known("industry", Industry, industry), _known("market", Market, market)
    found = content(trade, buyers)
    if found is None:
        there = [f"{t.industry} {t.market}" for t in templates()]
        raise UnknownNameError.among("template", f"{trade} {buyers}", there)
    writer = _Writer(found, form, language)
    return writer.day() if form is MapKind.DAY_IN_THE_LIFE else writer.journey()


def _known(what: str, names: type[_Name], given: str) -> _Name:
    try:
        return names(given)
    except ValueError:
        raise UnknownNameError.among(what, given, list(names)) from None


class _Writer:
    """Writes contents in one language as a map of one kind."""

    def __init__(self, found: Content, kind: MapKind, language: Language) -> None:
        self.content = found
        self.kind = kind
        self.language: Language = language

    def journey(self) -> JourneyMap:
        """The whole journey, as it is or as it is wished for."""
        found = self.content
        touchpoints = [self._touchpoint(t) for t in found.touchpoints]
        opportunities = [self._opportunity(o) for o in found.opportunities]
        if self.kind is MapKind.FUTURE_STATE:
            touchpoints = [
                self._wished(today, t, opportunities)
                for today, t in zip(found.touchpoints, touchpoints, strict=True)
            ]
            opportunities = [o for o in opportunities if not o.pain_points]
        return JourneyMap(
            title=self._text(found.title),
            language=self.language,
            kind=self.kind,
            personas=tuple(self._persona(p) for p in found.personas),
            stages=self._stages(found.stages),
            touchpoints=tuple(touchpoints),
            flow=self._flow(found.flow),
            opportunities=tuple(opportunities),
        )

    def _wished(
        self, found: TouchpointContent, today: Touchpoint, opportunities: Sequence[Opportunity]
    ) -> Touchpoint:
        wished = Wish(found.future, self._texts(found.future_actions), self._texts(found.future_thoughts))
        return future_touchpoint(today, wished, opportunities, self.language)

    def day(self) -> JourneyMap:
        """A day of the first persona."""
        day, person = self.content.day, self.content.personas[0]
        return JourneyMap(
            title=self._text(_DAY).format(name=self._text(person.name)),
            language=self.language,
            kind=self.kind,
            personas=(self._persona(person),),
            stages=self._stages(day.stages),
            touchpoints=tuple(self._touchpoint(t) for t in day.touchpoints),
            flow=self._flow(day.flow),
        )

    def _text(self, pair: Pair) -> str:
        return in_language(pair, self.language)

    def _perhaps(self, pair: Pair | None) -> str | None:
        return None if pair is None else self._text(pair)

    def _texts(self, pairs: Pairs) -> tuple[str, ...]:
        return tuple(self._text(pair) for pair in pairs)

    def _persona(self, found: PersonContent) -> Persona:
        return Persona(
            id=found.id,
            name=self._text(found.name),
            archetype=self._perhaps(found.archetype) or "",
            market=self.content.market.value,
            buying_role=found.buying_role,
            traits={self._text(t[:2]): self._text(t[2:]) for t in found.traits},
            goals=self._texts(found.goals),
            needs=self._texts(found.needs),
            frustrations=self._texts(found.frustrations),
            quote=self._perhaps(found.quote),
        )

    def _stages(self, found: Sequence[StageContent]) -> tuple[Stage, ...]:
        return tuple(
            Stage(
                id=s.id,
                name=self._text(s.name),
                goal=self._perhaps(s.goal),
                expectation=self._perhaps(s.expectation),
            )
            for s in found
        )

    def _touchpoint(self, found: TouchpointContent) -> Touchpoint:
        written = Touchpoint(
            id=found.id,
            name=self._text(found.name),
            stage=found.stage,
            channel=self._text(channel_words(found.channel)),
            media=found.media,
            kind=found.kind,
            department=self._perhaps(found.department) or "",
            starts=found.starts,
            ends=found.ends,
            actions=self._texts(found.actions),
            thoughts=self._texts(found.thoughts),
            expectation=self._perhaps(found.expectation),
            expected_wait=found.expected_wait,
            emotion=None if found.emotion is None else Emotion(score=found.emotion),
            emotions={person: Emotion(score=score) for person, score in found.emotions.items()},
            importance=found.importance,
            moment_of_truth=found.moment_of_truth,
            pain_points=tuple(
                PainPoint(id=p.id, text=self._text(p.text), severity=p.severity) for p in found.pain_points
            ),
            rose=self._texts(found.rose),
            bud=self._texts(found.bud),
            thorn=self._texts(found.thorn),
            kpis=tuple(Kpi(metric=self._text(k.metric), target=self._text(k.target)) for k in found.kpis),
            match=_match(found),
        )
        return self._behind(written, found) if self.kind is MapKind.SERVICE_BLUEPRINT else written

    def _behind(self, written: Touchpoint, found: TouchpointContent) -> Touchpoint:
        lanes = ("backstage", "support", "policies", "systems")
        return written.model_copy(update={lane: self._texts(getattr(found, lane)) for lane in lanes})

    def _flow(self, found: Sequence[FlowContent]) -> tuple[Flow, ...]:
        return tuple(
            Flow(source=f[0], target=f[1], when=self._text(f[2]) if len(f) == 3 else None) for f in found
        )

    def _opportunity(self, found: OpportunityContent) -> Opportunity:
        return Opportunity(
            id=found.id,
            title=self._text(found.title),
            pain_points=found.pain_points,
            kind=found.kind,
            impact=found.impact,
            effort=found.effort,
            owner=self._perhaps(found.owner or self._responsible(found)),
            metric=self._perhaps(found.metric),
        )

    def _responsible(self, found: OpportunityContent) -> Pair | None:
        """Who is responsible where the first pain point hurts."""
        for touchpoint in self.content.touchpoints:
            if touchpoint.department and {p.id for p in touchpoint.pain_points} & set(found.pain_points):
                return touchpoint.department
        return None


def _match(found: TouchpointContent) -> Match | None:
    """Its own name in either language, and the names that events of this kind commonly have."""
    if not found.match:
        return None
    return Match(touchpoint=tuple(dict.fromkeys((*found.name, *found.match))))

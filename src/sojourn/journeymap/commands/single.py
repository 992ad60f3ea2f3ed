"""Add, remove, move and edit: the commands about one part, and what they refuse."""

from typing import Any

from sojourn.errors import UsageError
from sojourn.journeymap.commands import cascade
from sojourn.journeymap.commands.parts import (
    MOST_OF,
    fields,
    items,
    part_name,
    place_of,
    unknown,
    with_items,
)
from sojourn.journeymap.commands.values import Add, Edit, Move, Remove
from sojourn.journeymap.model import JourneyMap, Touchpoint
from sojourn.journeymap.sayings import failure, quoted, say


def add(jmap: JourneyMap, command: Add) -> JourneyMap:
    """The map with one more part."""
    part, value = command.part, command.value
    if part.startswith("evidence.") and jmap.evidence is None:
        raise failure(UsageError, say("no_evidence"), say("no_evidence.whole"))
    _refuse_taken(jmap, part, command.key, value)
    _check_references(jmap, part, value)
    found = items(jmap, part)
    if len(found) >= MOST_OF.get(part, len(found) + 1):
        told = say("most_of", n=MOST_OF[part], part=part_name(part))
        raise failure(UsageError, told, say("most_of.split"))
    place = len(found) if command.before is None else place_of(found, part, command.before)
    return with_items(jmap, part, [*found[:place], (command.key, value), *found[place:]])


def _refuse_taken(jmap: JourneyMap, part: str, key: str, value: Any) -> None:
    if part == "evidence.flow":
        return
    if part == "flow":
        ends = (value.source, value.target, value.when)
        taken = any((f.source, f.target, f.when) == ends for f in jmap.flow)
    else:
        taken = any(name == key for name, _ in items(jmap, part))
    if taken:
        told = say("there", part=part_name(part), name=quoted(key))
        raise failure(UsageError, told, say("there.flow" if part == "flow" else "there.id"), id=key)


def _check_references(jmap: JourneyMap, part: str, value: Any) -> None:
    """Refuse a value that refers to what is not there."""
    if part == "touchpoint":
        _known("stage", value.stage, [s.id for s in jmap.stages])
        _check_feelings(jmap, value.emotions)
        check_pains_new(jmap, value, value.id)
    elif part == "flow":
        for end in (value.source, value.target):
            _known("touchpoint", end, [t.id for t in jmap.touchpoints])
    elif part == "opportunity":
        _check_pain_references(jmap, value.pain_points)


def _known(part: str, name: str, known: list[str]) -> None:
    if name not in known:
        raise unknown(part, name, known)


def _check_feelings(jmap: JourneyMap, emotions: dict[str, Any]) -> None:
    for persona in emotions:
        _known("persona", persona, [p.id for p in jmap.personas])


def _check_pain_references(jmap: JourneyMap, pains: tuple[str, ...]) -> None:
    known = sorted(cascade.pains_of(jmap.touchpoints)) if pains else []
    for pain in pains:
        _known("pain_point", pain, known)


def check_pains_new(jmap: JourneyMap, value: Touchpoint, *aside: str) -> None:
    """Refuse pain points whose id is taken: by another touchpoint than those aside, or twice here."""
    own = [pain.id for pain in value.pain_points]
    twice = next((p for i, p in enumerate(own) if p in own[:i]), None)
    if twice:
        told = say("pains_alike", name=quoted(value.id), twice=quoted(twice))
        raise failure(UsageError, told, say("pains_alike.other"))
    for touchpoint in jmap.touchpoints if own else ():
        for pain in touchpoint.pain_points:
            if touchpoint.id not in aside and pain.id in own:
                told = say("pain_there", name=quoted(pain.id), touchpoint=quoted(touchpoint.id))
                raise failure(UsageError, told, say("there.new"), id=pain.id)


def remove(jmap: JourneyMap, command: Remove) -> JourneyMap:
    """The map without a part and what hangs on it."""
    part, key = command.part, command.id
    found = items(jmap, part)
    place = place_of(found, part, key)
    if part == "stage":
        if len(jmap.stages) == 1:
            raise failure(UsageError, say("only_stage", name=quoted(key)), say("only_stage.add"))
        return cascade.without_stage(jmap, key)
    if part == "touchpoint":
        return cascade.without_touchpoints(jmap, {key})
    if part == "persona":
        return cascade.without_persona(jmap, key)
    return with_items(jmap, part, [*found[:place], *found[place + 1 :]])


def move(jmap: JourneyMap, command: Move) -> JourneyMap:
    """The map with a part in another place."""
    found = items(jmap, command.part)
    moved = found.pop(place_of(found, command.part, command.id))
    if command.stage is not None:
        _known("stage", command.stage, [s.id for s in jmap.stages])
        moved = (moved[0], moved[1].model_copy(update={"stage": command.stage}))
    place = len(found) if command.before is None else place_of(found, command.part, command.before)
    return with_items(jmap, command.part, [*found[:place], moved, *found[place:]])


def edit(jmap: JourneyMap, command: Edit) -> JourneyMap:
    """The map with another value in a field."""
    part, key, value = command.part, command.id, command.value
    name = fields(part)[command.field].name
    if part == "map":
        return jmap.model_copy(update={name: value})
    if part == "evidence":
        if jmap.evidence is None:
            raise failure(UsageError, say("no_evidence"), say("no_evidence.whole"))
        return jmap.model_copy(update={"evidence": jmap.evidence.model_copy(update={name: value})})
    found = items(jmap, part)
    place = place_of(found, part, key)
    before = found[place][1]
    after = before.model_copy(update={name: value})
    if name == "id":
        if value != key:
            _refuse_taken(jmap, part, value, after)
        return cascade.renamed(jmap, part, key, value)
    _check_edit(jmap, part, after, name, key)
    found[place] = (key, after)
    jmap = with_items(jmap, part, found)
    if part == "touchpoint" and name == "pain_points":
        return cascade.without_pains(jmap, cascade.pains_of([before]) - cascade.pains_of([after]))
    return jmap


def _check_edit(jmap: JourneyMap, part: str, after: Any, name: str, key: str) -> None:
    """Refuse a value that refers to what is not there, or that another part has."""
    if part == "touchpoint":
        if name == "stage":
            _known("stage", after.stage, [s.id for s in jmap.stages])
        if name == "emotions":
            _check_feelings(jmap, after.emotions)
        if name == "pain_points":
            check_pains_new(jmap, after, key)
    elif part == "opportunity" and name == "pain_points":
        _check_pain_references(jmap, after.pain_points)
    elif part == "flow":
        _check_references(jmap, part, after)
        others = [value for other, value in items(jmap, part) if other != key]
        if any((f.source, f.target, f.when) == (after.source, after.target, after.when) for f in others):
            told = say("flow_there", name=quoted(f"{after.source}>{after.target}"))
            raise failure(UsageError, told, say("flow_there.remove"))

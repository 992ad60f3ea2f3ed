"""Laws of commands: what is undone was never done, and text is as good as the value."""

import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from map_parts import commands, maps

from sojourn.errors import UsageError
from sojourn.journeymap.commands import apply, command_of, conflict, inverse, plain_command, replay
from sojourn.journeymap.diff import diff
from sojourn.journeymap.document import dump, load

few = settings(max_examples=100)


def fits(jmap, command):
    try:
        return apply(jmap, command)
    except UsageError:
        return None


@few
@given(st.data())
def test_what_is_undone_in_reverse_was_never_done(data):
    jmap = data.draw(maps())
    before = dump(jmap)
    done, undo = [], []
    now = jmap
    for _ in range(data.draw(st.integers(1, 5))):
        command = data.draw(commands(now))
        after = fits(now, command)
        if after is not None:
            done.append(command)
            undo.append(inverse(now, command))
            now = after
    assert load(dump(now)) == now
    texts = [json.dumps(plain_command(c), default=str) for c in done]
    assert replay(jmap, [command_of(json.loads(text)) for text in texts]) == now
    back = [command_of(json.loads(json.dumps(plain_command(c), default=str))) for c in reversed(undo)]
    assert dump(replay(now, back)) == before


@few
@given(maps(), maps())
def test_a_difference_leads_from_one_map_to_the_other(a, b):
    assert replay(a, diff(a, b, evidence=True)) == b
    bare = [jmap.model_copy(update={"evidence": None}) for jmap in (a, b)]
    assert replay(bare[0], diff(a, b)) == bare[1]
    assert diff(a, a, evidence=True) == ()


@few
@given(st.data())
def test_commands_of_two_editors_commute_or_are_in_conflict(data):
    jmap = data.draw(maps())
    pool = [c for c in data.draw(st.lists(commands(jmap), min_size=2, max_size=5)) if fits(jmap, c)]
    for a, b in itertools.combinations(pool, 2):
        if conflict(a, b) is None:
            assert conflict(b, a) is None
            assert dump(replay(jmap, [a, b])) == dump(replay(jmap, [b, a]))
        else:
            assert conflict(b, a).kind == conflict(a, b).kind
        alike = same(jmap, a, b)
        assert (conflict(a, b, jmap) is None, conflict(b, a, jmap) is None) == (alike, alike)


def same(jmap, a, b):
    try:
        return dump(replay(jmap, [a, b])) == dump(replay(jmap, [b, a]))
    except UsageError:
        return False

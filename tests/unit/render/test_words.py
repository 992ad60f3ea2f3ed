import re

import pytest

from sojourn.journeymap.model import Basis, MapKind
from sojourn.render.words import keys, say


@pytest.mark.parametrize("key", keys())
def test_both_languages_say_it_with_the_same_values(key):
    holes = [set(re.findall(r"\{(\w+)\}", _raw(key, language))) for language in ("en", "zh")]
    assert holes[0] == holes[1]
    assert _raw(key, "en")
    assert _raw(key, "zh")


def _raw(key, language):
    from sojourn.render.words import _WORDS

    return _WORDS[key][language == "zh"]


def test_a_value_is_filled_in_as_it_is_even_with_braces():
    assert say("goal", "en", name="{share}", share="9 %") == "goal: {share} (9 %)"


def test_every_kind_and_basis_has_words():
    assert {f"kind.{kind}" for kind in MapKind} | {f"legend.{basis}" for basis in Basis} <= set(keys())

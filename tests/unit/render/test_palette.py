import pytest

from sojourn.errors import UnknownNameError
from sojourn.render.layout.felt import STYLES
from sojourn.render.palette import DARK, LIGHT, STAGE_HUES, contrast, theme_named

TEXT = ("ink", "soft", "harm_text", "good_text", "neutral_text", *(f"trace{i}" for i in range(STYLES)))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_reaches_the_contrast_of_wcag_aa_on_every_ground_it_is_drawn_on(theme):
    grounds = ["paper", "card", *(f"tint{i}" for i in range(STAGE_HUES))]
    weak = {
        (t, g): contrast(theme[t], theme[g])
        for t in TEXT
        for g in grounds
        if contrast(theme[t], theme[g]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_words_on_headers_and_pills_are_readable(theme):
    grounds = [*(f"stage{i}" for i in range(STAGE_HUES)), "pill_good"]
    weak = {
        g: contrast(theme["on_stage"], theme[g])
        for g in grounds
        if contrast(theme["on_stage"], theme[g]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_shapes_that_mean_something_stand_out_from_their_ground(theme):
    for tone in ("harm", "good", "neutral"):
        assert contrast(theme[tone], theme["card"]) >= 3
        assert contrast(theme["on_face"], theme[tone]) >= 3


def test_both_themes_know_the_same_tones():
    assert set(LIGHT.tones) == set(DARK.tones)
    assert theme_named("dark") is DARK
    with pytest.raises(UnknownNameError):
        theme_named("drak")

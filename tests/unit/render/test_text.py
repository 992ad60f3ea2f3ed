import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.render.layout.text import clean, em, fit, right_to_left, shorten, width, wrap

ANY = st.text(max_size=60)


@given(ANY)
def test_clean_text_is_valid_in_xml_and_cleaning_again_changes_nothing(text):
    done = clean(text)
    assert all(c in "\u200c\u200d" or c.isprintable() or c.isspace() or ord(c) > 0x2FF for c in done)
    assert not set(done) & {
        chr(c) for c in (*range(32), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)
    }
    assert clean(done) == done


def test_override_of_direction_control_and_zalgo_are_taken_out():
    assert clean("a\u202eb\x00c\r\nd") == "abc d"
    assert clean("e" + "\u0301\u0302\u0303\u0304\u0305" * 9).startswith("é")
    assert len(clean("e" + "\u0302\u0303\u0304\u0305" * 9)) <= 3


@given(ANY, st.floats(8, 300), st.sampled_from([11.0, 14.0]), st.booleans(), st.integers(1, 4))
def test_wrapped_lines_never_leave_the_room(text, room, size, bold, lines):
    room = max(room, 14 * size)  # no character is wider
    done = wrap(clean(text), room, size, bold, lines)
    assert len(done) <= lines
    assert all(width(line, size, bold) <= room + 1e-6 for line in done)


@given(st.text(alphabet="abc déf-日本语，。（）", max_size=40), st.floats(120, 300))
def test_wrapping_keeps_every_letter_unless_it_shortens(text, room):
    text = clean(text)
    done = wrap(text, room, 12, lines=30)
    assert "".join(done).replace(" ", "") == text.replace(" ", "")


@given(ANY, st.floats(0, 200))
def test_shortened_text_fits_and_says_that_it_is_shortened(text, room):
    done = shorten(clean(text), room, 12)
    assert width(done, 12) <= room + 1e-6
    assert done == clean(text) or done == "" or done.endswith("…")


def test_chinese_breaks_between_characters_but_not_before_a_closing_mark():
    assert wrap("一二三四，五六七八", 41, 10, lines=3, balanced=False) == ("一二三", "四，五六", "七八")


def test_an_english_word_is_not_cut_while_a_smaller_size_keeps_it_whole():
    size, lines = fit("Confirmation", 95, ((14, 2), (12, 2), (11, 2)), bold=True)
    assert lines == ("Confirmation",)
    assert size < 14


@pytest.mark.parametrize(
    ("char", "least"), [("W", 0.9), ("中", 1.0), ("😀", 1.2), ("\u0301", 0.0), ("﷽", 10), ("i", 0.25)]
)
def test_widths_are_upper_bounds(char, least):
    assert em(char) >= least
    assert em(char, bold=True) >= least


def test_marks_have_no_width_and_right_to_left_is_seen():
    assert width("e\u0301", 10) == width("e", 10)
    assert right_to_left("שלום")
    assert not right_to_left("hello — 你好")

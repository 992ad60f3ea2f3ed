"""Which language: the kernel against the library it walks the automaton of, scripts, the prior, and what is not told."""

import numpy as np
import pyarrow as pa
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from sojourn.text.bytes import string_bytes
from sojourn.text.kernels.languages import language_scores
from sojourn.text.language import CODES, _identifier, languages

TEXTS = (
    "The parcel came a week late and nobody told me",
    "Das Paket kam eine Woche zu spät und niemand hat Bescheid gesagt",
    "Le colis est arrivé avec une semaine de retard",
    "Paket datang terlambat satu minggu dan tidak ada kabar",
    "El paquete llegó con una semana de retraso",
    "Посылка пришла на неделю позже",
    "สินค้ามาช้าไปหนึ่งสัปดาห์",
    "Kifurushi kilichelewa wiki nzima bila taarifa",
)


def told(*texts):
    return [CODES[i] for i in languages(pa.array(list(texts), pa.string()))]


def test_scores_are_those_of_the_library():
    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    model = _identifier()
    library.set_languages({CODES[i] for i in model.codes})
    scores, met = language_scores(
        *string_bytes(pa.array(TEXTS)), model.steps, model.rows, model.features, model.weights, model.bias
    )
    assert (met > 0).all()
    for row, text in zip(scores, TEXTS, strict=True):
        ranked = dict(library.rank(text))
        for column, code in enumerate(model.codes):
            if CODES[code] != "sr":  # two columns of the library are one language
                assert row[column] == pytest.approx(ranked[CODES[code]], rel=1e-3, abs=0.05)


def test_languages_are_told():
    assert told(*TEXTS) == ["en", "de", "fr", "id", "es", "ru", "th", "sw"]


def test_scripts_decide_for_chinese_japanese_and_korean():
    assert told("物流很快", "iPhone 手机很好用", "とても良いです", "배송이 빨라요") == [
        "zh",
        "zh",
        "ja",
        "ko",
    ]
    assert told("The shop 淘宝 sent it in two days") == ["en"]


@pytest.mark.parametrize("text", ["", "   ", "42!", "👍", None, "?"])
def test_a_text_without_words_has_no_language(text):
    assert told(text) == ["und"]


def test_short_texts_lean_on_the_others():
    german = [
        "Das Paket kam leider viel zu spät bei mir an.",
        "Die Socken sind sehr weich und passen gut.",
    ] * 20
    english = ["The parcel came a week late, I am sad.", "These socks are soft and they fit very well."] * 20
    assert told("Super", *german)[0] == "de"
    assert told("Super", *english)[0] == "en"


def test_the_order_of_texts_does_not_matter():
    forward = languages(pa.array(TEXTS))
    assert np.array_equal(languages(pa.array(TEXTS[::-1])), forward[::-1])

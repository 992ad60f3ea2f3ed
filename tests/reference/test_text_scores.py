"""Sentiment on public labelled texts, at the splits of the data's README: at least as good as its baselines there.

Figures of ``python benchmarks/text_scores.py words``. A test part of n texts leaves an accuracy a standard error of about
0.4 / √n, which is the tolerance below the published figure where one is stated.
"""

import csv
import gzip
import io

import numpy as np
import pyarrow as pa
import pytest

from sojourn.text.language import CODES, languages
from sojourn.text.lexicon import weighed
from sojourn.text.measures import accuracy, calibration_error, macro_f1
from sojourn.text.mood import mood_of_words
from sojourn.text.trained import train

pytestmark = pytest.mark.shared_data

THREE = {"negative": -1, "neutral": 0, "positive": 1}


def pairs(path):
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode().split("\n")
    cells = [line.rsplit("\t", 1) for line in lines]
    texts, moods = zip(
        *[(text, THREE[label]) for text, label in (c for c in cells if len(c) == 2)], strict=True
    )
    return pa.array(texts), np.array(moods, np.int8)


def learned(known, truth_known, wanted, language):
    model = train(known, truth_known * 5.0, language, "learned").model
    probabilities = model.probabilities_of(wanted, language)
    return model.moods[probabilities.argmax(axis=1)], probabilities, model.moods


def test_indonesian_smsa_at_its_official_split(shared_data):
    folder = shared_data / "indonlu_smsa"
    known, truth_known = pairs(folder / "train_preprocess.tsv.gz")
    wanted, truth = pairs(folder / "test_preprocess.tsv")
    assert (len(known), len(wanted)) == (11_000, 500)
    assert np.mean(languages(wanted) == CODES.index("id")) > 0.98
    assert accuracy(mood_of_words(weighed(wanted, "id").sentiment), truth) > 0.77
    found, probabilities, moods = learned(known, truth_known, wanted, "id")
    assert accuracy(found, truth) > 0.808 - 0.02  # README: .808
    assert macro_f1(found, truth) > 0.745 - 0.02  # README: .745
    assert calibration_error(probabilities, moods, truth) < 0.08


def test_chinese_hotel_reviews(shared_data):
    from sklearn.model_selection import train_test_split

    content = gzip.decompress(
        (shared_data / "chnsenticorp_htl/ChnSentiCorp_htl_all.csv.gz").read_bytes()
    ).decode()
    rows = [row for row in csv.DictReader(io.StringIO(content, newline="")) if row["review"]]
    texts, truth = (
        pa.array([r["review"] for r in rows]),
        np.array([2 * int(r["label"]) - 1 for r in rows], np.int8),
    )
    assert len(rows) == 7_765
    inside, outside = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=0, stratify=truth)
    wanted = texts.take(pa.array(outside))
    assert np.mean(languages(wanted) == CODES.index("zh")) > 0.99
    by_words = weighed(wanted, "zh").sentiment
    assert np.mean((by_words > 0) == (truth[outside] > 0)) > 0.77
    found, probabilities, moods = learned(texts.take(pa.array(inside)), truth[inside], wanted, "zh")
    assert accuracy(found, truth[outside]) > 0.890 - 0.01  # README: .890
    assert calibration_error(probabilities, moods, truth[outside]) < 0.04


@pytest.mark.parametrize(("name", "published"), [("amazon_cells", 0.765), ("imdb", 0.717), ("yelp", 0.796)])
def test_the_words_alone_beat_a_model_trained_on_the_sentences(shared_data, name, published):
    lines = (
        (shared_data / f"sentiment_labelled_sentences/{name}_labelled.txt").read_bytes().decode().split("\n")
    )
    cells = [c for c in (line.rsplit("\t", 1) for line in lines) if len(c) == 2]
    said = weighed(pa.array([text.strip() for text, _ in cells]), "en").sentiment
    truth = np.array([int(label) for _, label in cells])
    assert np.mean((said > 0) == (truth > 0)) > published + 0.03

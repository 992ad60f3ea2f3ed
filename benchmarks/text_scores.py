"""How well texts are scored, on public data with labels: prints the tables of docs/reference/text.md.

    python benchmarks/text_scores.py words         lexicon and learned scorer on all of each test part; languages; speed
    python benchmarks/text_scores.py embeddings    the extra, on 250 texts of each test part, learned from 250 of the train part

Split: 80/20, stratified, seed 0, as in the README of the data; SmSA has an official one. Nothing was chosen by a look at a
test part. The data sets lie in ../shared/data.
"""

import csv
import gzip
import io
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from sojourn.demo.words import BODIES, CLOSINGS, OPENINGS
from sojourn.text.embedding import embedded, zero_shot
from sojourn.text.language import CODES, languages
from sojourn.text.learned import softmax
from sojourn.text.lexicon import weighed
from sojourn.text.measures import accuracy, calibration_error, macro_f1
from sojourn.text.mood import mood_of_words
from sojourn.text.scorers import EmbeddingScorer, LearnedScorer, LexiconScorer
from sojourn.text.scoring import score_texts
from sojourn.text.trained import train

EMBEDDED = 250
DATA = Path(__file__).parents[2] / "shared/data"
BASELINES = {"airline tweets": ".802/.729", "ChnSentiCorp": ".890/–", "Amazon": ".765/–", "IMDb": ".717/–", "Yelp": ".796/–",
             "SmSA": ".808/.745", "Alexa": ".941/–", "botanic": "–"}  # fmt: skip
"""Accuracy and macro-F1 in the README of the data."""

UNSEEN = {
    "fi": (("Paketti tuli perille rikkinäisenä ja viikon myöhässä.", "Asiakaspalvelu oli töykeä eikä auttanut lainkaan.",
            "Olen todella pettynyt tuotteen laatuun."),
           ("Toimitus oli nopea ja sukat ovat ihanan pehmeät.", "Olen erittäin tyytyväinen, suosittelen lämpimästi.",
            "Ystävällinen palvelu ja erinomainen laatu.")),
    "th": (("พัสดุมาช้าไปหนึ่งสัปดาห์และกล่องพัง", "พนักงานพูดจาไม่ดีและไม่ช่วยอะไรเลย", "ผิดหวังกับคุณภาพสินค้ามาก"),
           ("จัดส่งเร็วมากและถุงเท้านุ่มสบาย", "พอใจมาก จะแนะนำให้เพื่อน", "บริการเป็นกันเองและคุณภาพดีเยี่ยม")),
    "sw": (("Kifurushi kilichelewa wiki nzima na kilikuwa kimevunjika.", "Huduma ilikuwa mbaya na hakuna aliyenisaidia.",
            "Nimesikitishwa sana na ubora wa bidhaa hii."),
           ("Bidhaa ilifika haraka na ni nzuri sana.", "Nimefurahi sana, nitawaambia marafiki zangu.",
            "Wahudumu ni wakarimu na ubora ni wa juu.")),
    "pl": (("Paczka przyszła tydzień za późno i była uszkodzona.", "Obsługa była niemiła i w niczym nie pomogła.",
            "Jestem bardzo rozczarowany jakością."),
           ("Dostawa była szybka, a skarpetki są miękkie.", "Jestem bardzo zadowolona i polecam.",
            "Miła obsługa i świetna jakość.")),
    "tr": (("Paket bir hafta geç geldi ve kutusu kırılmıştı.", "Müşteri hizmetleri kabaydı ve hiç yardımcı olmadı.",
            "Ürünün kalitesi beni çok hayal kırıklığına uğrattı."),
           ("Teslimat çok hızlıydı ve çoraplar yumuşacık.", "Çok memnun kaldım, herkese tavsiye ederim.",
            "Güler yüzlü hizmet ve harika kalite.")),
}  # fmt: skip
"""Bad and good sentences of our own in languages without a lexicon."""


def content(path, encoding="utf-8"):
    raw = (DATA / path).read_bytes()
    return (gzip.decompress(raw) if path.endswith(".gz") else raw).decode(encoding)


def rows_of(path, encoding="utf-8", delimiter=","):
    return list(csv.DictReader(io.StringIO(content(path, encoding), newline=""), delimiter=delimiter))


def pairs_of(path):
    lines = [line.rsplit("\t", 1) for line in content(path).split("\n")]
    return [pair for pair in lines if len(pair) == 2]


THREE = {"negative": -1, "neutral": 0, "positive": 1}


def airline():
    rows = rows_of("airline_tweets/Tweets.csv.gz")
    return [r["text"] for r in rows], [THREE[r["airline_sentiment"]] for r in rows], "en"


def hotels():
    rows = [r for r in rows_of("chnsenticorp_htl/ChnSentiCorp_htl_all.csv.gz") if r["review"]]
    return [r["review"] for r in rows], [2 * int(r["label"]) - 1 for r in rows], "zh"


def sentences(name):
    pairs = pairs_of(f"sentiment_labelled_sentences/{name}_labelled.txt")
    return [text.strip() for text, _ in pairs], [2 * int(label) - 1 for _, label in pairs], "en"


def alexa():
    rows = rows_of("amazon_alexa_reviews/amazon_alexa.tsv.gz", "utf-8-sig", "\t")
    return [r["verified_reviews"] for r in rows], [2 * int(r["feedback"]) - 1 for r in rows], "en"


def botanic():
    rows = rows_of("botanic_nps_fr/nps_part_public.csv.gz", "latin-1")
    rows = [r for r in rows if r["explication"] not in ("", "NA") and r["nps"] not in ("", "NA")]
    scores = np.array([float(r["nps"]) for r in rows])
    return [r["explication"] for r in rows], np.digitize(scores, [6.5, 8.5]) - 1, "fr"


def smsa():
    train_part, test_part = (
        pairs_of("indonlu_smsa/train_preprocess.tsv.gz"),
        pairs_of("indonlu_smsa/test_preprocess.tsv"),
    )
    both = train_part + test_part
    where = np.arange(len(both))
    split = where[: len(train_part)], where[len(train_part) :]
    return [t for t, _ in both], [THREE[label] for _, label in both], "id", split


SETS = {
    "airline tweets": airline,
    "ChnSentiCorp": hotels,
    "Amazon": lambda: sentences("amazon_cells"),
    "IMDb": lambda: sentences("imdb"),
    "Yelp": lambda: sentences("yelp"),
    "SmSA": smsa,
    "Alexa": alexa,
    "botanic": botanic,
}


def loaded(name):
    """Train and test texts, train and test moods, language."""
    texts, moods, language, *split = SETS[name]()
    moods = np.asarray(moods, np.int8)
    if split:
        inside, outside = split[0]
    else:
        inside, outside = train_test_split(
            np.arange(len(moods)), test_size=0.2, random_state=0, stratify=moods
        )
    texts = pa.array(texts, pa.string())
    return (
        texts.take(pa.array(inside)),
        texts.take(pa.array(outside)),
        moods[inside],
        moods[outside],
        language,
    )


def line(name, how, found, truth, probabilities=None, classes=None):
    error = "–" if probabilities is None else f"{calibration_error(probabilities, classes, truth):.3f}"
    print(
        f"| {name} | {how} | {accuracy(found, truth):.3f} | {macro_f1(found, truth):.3f} | {error} |",
        flush=True,
    )


def logistic(rated, truth, wanted, strength=1.0):
    model = LogisticRegression(C=strength, max_iter=2000).fit(rated, truth)
    return model.predict_proba(wanted), model.classes_.astype(np.int8)


def measure(name):
    known, wanted, truth_known, truth, language = loaded(name)
    often = np.bincount(truth_known + 1, minlength=3).argmax() - 1
    line(name, "most frequent class", np.full(len(truth), often, np.int8), truth)
    bag = TfidfVectorizer(ngram_range=(1, 2), analyzer="char" if language == "zh" else "word")
    seen = bag.fit_transform(known.to_pylist())
    p, classes = logistic(seen, truth_known, bag.transform(wanted.to_pylist()), 5.0)
    line(
        name,
        f"TF-IDF and logistic regression (README: {BASELINES[name]})",
        classes[p.argmax(1)],
        truth,
        p,
        classes,
    )
    said, said_known = weighed(wanted, language).sentiment, weighed(known, language).sentiment
    line(name, "lexicon as it is", mood_of_words(said), truth)
    p, classes = logistic(shaped(said_known), truth_known, shaped(said))
    line(name, "lexicon, cuts from the train part", classes[p.argmax(1)], truth, p, classes)
    trained = train(known, truth_known * 5.0, language, "learned")
    p, classes = trained.model.probabilities_of(wanted, language), trained.model.moods
    line(name, "**learned**", classes[p.argmax(1)], truth, p, classes)


def measure_embeddings(name):
    known, wanted, truth_known, truth, _ = loaded(name)
    some = np.random.default_rng(0).permutation(len(wanted))[:EMBEDDED]
    vectors, truth = embedded(wanted.take(pa.array(some))), truth[some]
    p, classes = zero_shot(vectors), np.array([-1, 0, 1], np.int8)
    if 0 not in truth_known:
        p, classes = p[:, [0, 2]] / p[:, [0, 2]].sum(axis=1, keepdims=True), classes[[0, 2]]
    line(name, "compared with our sentences", classes[p.argmax(1)], truth, p, classes)
    some = np.random.default_rng(0).permutation(len(known))[:EMBEDDED]
    scorer = EmbeddingScorer.learned_from(embedded(known.take(pa.array(some))), truth_known[some])
    p = softmax(vectors @ scorer.slopes + scorer.offsets)
    line(name, f"learned from {EMBEDDED} texts", scorer.moods[p.argmax(1)], truth, p, scorer.moods)


def shaped(sentiment):
    return np.column_stack([sentiment, np.abs(sentiment), sentiment == 0])


def speed():
    print("\n| what | texts per second of one core |\n|---|---|")
    texts = [a + b + c for tongue in (0, 1) for mood in range(3) for a in OPENINGS[tongue][mood]
             for group in BODIES[tongue] for b in group[mood] for c in CLOSINGS[tongue][mood]]  # fmt: skip
    english = pa.array([t for t in texts if t.isascii()] * 28)
    chinese = pa.array([t for t in texts if not t.isascii()] * 28)
    for language, some in (("en", english), ("zh", chinese)):
        moods = np.tile([-5.0, 5.0], len(some) // 2 + 1)[: len(some)]
        model = train(some.slice(0, 2000), moods[:2000], language, "learned").model
        told = (
            f"{len(some):,} texts of {np.mean([len(t) for t in some.to_pylist()]):.0f} characters, {language}"
        )
        for what, score in (
            ("lexicon", lambda some=some, language=language: LexiconScorer().score(some, language)),
            ("learned", lambda some=some, language=language, model=model: LearnedScorer({language: model}).score(some, language)),
            ("language alone", lambda some=some: languages(some)),
            ("language, sentiment and emotion by lexicon", lambda some=some: score_texts(some)),
        ):  # fmt: skip
            score()
            start = time.process_time()
            score()
            print(f"| {what}, {told} | {len(some) / (time.process_time() - start):,.0f} |")


def unseen(scorer):
    print(f"\n| language | recognised | scored by {scorer} | right |\n|---|---|---|---|")
    for code, (bad, good) in UNSEEN.items():
        truth = np.repeat(np.array([-1, 1], np.int8), len(bad))
        found = score_texts(pa.array([*bad, *good]), scorer=scorer)
        right = (np.sign(found.sentiment[found.scored]) == truth[found.scored]).sum()
        named, scored = sum(CODES[i] == code for i in found.language), int(found.scored.sum())
        print(f"| {code} | {named} of {len(truth)} | {scored} of {len(truth)} | {right if scored else '–'} |")


if __name__ == "__main__":
    warnings.filterwarnings("error")
    with_words = sys.argv[1:] != ["embeddings"]
    print("| data | scorer | accuracy | macro-F1 | calibration error |\n|---|---|---|---|---|")
    for one in SETS:
        if with_words:
            measure(one)
        else:
            measure_embeddings(one)
    unseen("auto" if with_words else "embeddings")
    if with_words:
        speed()

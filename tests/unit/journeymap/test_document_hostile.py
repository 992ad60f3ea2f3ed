"""Documents made to harm: refused with a clear message, or read as the harmless text they are; in bounded time."""

import os
import tracemalloc

import pytest

from sojourn.errors import OutputError, SourceError
from sojourn.journeymap.document import dump, load, revise, save
from sojourn.journeymap.model import Flow, JourneyMap, Stage, Touchpoint

HEAD = "sojourn: map/1\ntitle: T\nstages:\n  - {id: use, name: Use}\n"
POINT = "touchpoints: [{id: a, name: A, stage: use, %s}]\n"
LARGE = 5 * 2**20 - 300


def fill(piece):
    return piece * (LARGE // len(piece))


def many(piece, count):
    return "".join(piece % i for i in range(count))


REFUSED = {
    "anchors": (HEAD + "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n", "anchors"),
    "merge": (HEAD + "touchpoints: []\n<<: {owner: x}\n", "no field '<<'"),
    "a thousand personas": (
        HEAD + "touchpoints: []\npersonas:\n" + many("  - {id: p%d, name: N, segment: channel=app}\n", 1_000),
        "at most 100 are possible",
    ),
    "ten thousand touchpoints": (
        HEAD + "touchpoints:\n" + many("  - {id: t%d, name: N, stage: use}\n", 10_000),
        "5,000 parts",
    ),
    "four thousand": (
        HEAD + "touchpoints:\n" + many("  - {id: t%d, name: N, stage: use}\n", 4_000),
        "at most 500 are possible",
    ),
    "references to nowhere": (
        HEAD + POINT % "starts: true" + "flow:\n" + many("  - {from: x%d, to: y}\n", 4_900),
        "no touchpoint with the id 'x0'",
    ),
    "feelings of nobody": (
        HEAD + POINT % ("emotions: {" + many("p%d: {score: 1},", 4_900) + "}"),
        "no persona with the id 'p0'",
    ),
    "numbers for parts": (
        HEAD + "touchpoints: []\npersonas: [" + "1," * 99_000 + "]\n",
        "personas[0]: '1' does not fit",
    ),
    "one id": (
        HEAD + "touchpoints: []\npersonas:\n" + "- {id: p, name: P}\n" * 4_900,
        "is the id of personas[0] already, in line 7",
    ),
    "unknown fields": (HEAD + "touchpoints: []\n" + many("k%d: 1\n", 49_000), "no field 'k0'"),
    "one key": (HEAD + "touchpoints: []\n" + "owner: 1\n" * 49_000, "a second time"),
    "deep brackets": (HEAD + "owner: " + fill("["), "nested"),
    "deep braces": (HEAD + "owner: " + fill("{a: "), "nested"),
    "deep dashes": (HEAD + "owner:\n  " + fill("- "), "nested"),
    "many values": (HEAD + "owner: [" + fill("'',"), "100,000 values"),
    "open quote": (HEAD + "owner: '" + fill("a b "), "not YAML"),
    "tags": (HEAD + "owner: !!python/object/apply:os.system ['true']\n", "tags"),
    "documents": (HEAD + fill("---\n"), "second document"),
    "NUL": (HEAD + "\0" * 1_000_000, "control character"),
    "bell at the end": (HEAD + "owner: " + fill("a") + "\a", "control character"),
    "half a pair": (HEAD + "owner: \ud800\n", "surrogate"),
    "half a pair, escaped": (HEAD + 'owner: "\\ud800"\n', "not YAML"),
    "long id": (HEAD + f"touchpoints: [{{id: {'x' * 10**6}, name: A, stage: use}}]\n", "touchpoints[0].id"),
    "turned id": (HEAD + 'touchpoints: [{id: "a\\u202eb", name: A, stage: use}]\n', "cannot be an id"),
    "bell in an id": (HEAD + 'touchpoints: [{id: "a\\x07b", name: A, stage: use}]\n', "cannot be an id"),
    "long name": (HEAD + f"touchpoints: [{{id: a, name: {'x' * 10**6}, stage: use}}]\n", "200 characters"),
    "long kind": (HEAD + f"touchpoints: []\nkind: {'x' * 10**6}\n", "permitted values"),
    "huge number": (HEAD + POINT % "emotion: {score: 1e308}", "at most 5 is possible"),
    "no number": (HEAD + POINT % "emotion: {score: .nan}", "does not fit"),
    "digits": (HEAD + POINT % f"importance: {'1' * 10**6}", "touchpoints[0].importance"),
    "a wait of digits": (HEAD + POINT % f"expected_wait: {'1' * 10**6}d", "at most 40 characters"),
    "a wait without unit": (HEAD + POINT % "expected_wait: 3", "cannot read the duration '3'"),
    "a map above": (HEAD + POINT % "map: ../secret.journey.yaml", "beside or below"),
    "a map at the root": (HEAD + POINT % "map: /etc/x.journey.yaml", "beside or below"),
    "a map elsewhere": (HEAD + POINT % "map: 'https://x/y.journey.yaml'", "beside or below"),
    "another file": (HEAD + POINT % "map: passwd", "does not end in .journey.yaml"),
    "wrong types": (
        "sojourn: map/1\ntitle: [1]\nstages: {}\ntouchpoints: [[], ~, 1]\nflow: x\npersonas: [{id: {}}]\nevidence: []\n",
        "title: a list does not fit",
    ),
    "a text": ("just a text\nof two lines\n", "not a journey map"),
}  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name):
    text, told = REFUSED[name]
    with pytest.raises(SourceError) as caught:
        load(text)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 12_000
    assert len(caught.value.context.get("faults", ())) <= 50_000


def test_memory_is_bounded():
    tracemalloc.start()
    with pytest.raises(SourceError):
        load(HEAD + "touchpoints: []\nflow: [" + "1," * 10_000 + "]\n")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 40 * 2**20


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "]]></svg>{{7*7}}${7*7}",
        "=HYPERLINK(1)",
        "\u202egnp.exe\u202c",
        "Z\u0351\u036b\u0343a\u0328\u0321l\u035fg\u0336o" + "\u0336" * 150,
        "javascript:alert(1)",
        "__proto__",
        "%s %n {0}",
        "\u2028\x85\ufeff",
    ],
)
def test_it_is_a_text_like_any_other(text):
    jmap = JourneyMap(
        title=text,
        owner=text,
        stages=(Stage(id="use", name=text, goal=text),),
        touchpoints=(Touchpoint(id="__proto__", name=text, stage="use", actions=(text, text)),),
        flow=(Flow(source="__proto__", target="__proto__", when=text),),
    )
    written = dump(jmap)
    assert load(written) == jmap
    changed = jmap.model_copy(update={"title": "T"})
    assert load(revise(written, changed)) == changed


@pytest.mark.timeout(300)
@pytest.mark.parametrize("piece", ["# x\n", "\n", "   ", "\r", "# " + "x" * 2_000 + "\n"])
def test_five_megabytes_of_nothing_are_read_and_revised(piece):
    text = HEAD + "touchpoints: []\n" + fill(piece) + "\n"
    jmap = load(text).model_copy(update={"owner": "Ann"})
    assert load(revise(text, jmap)) == jmap


def test_other_encodings_are_refused(tmp_path):
    path = tmp_path / "m.journey.yaml"
    for encoding in ("utf-16", "utf-32", "gb18030"):
        path.write_bytes((HEAD + "touchpoints: []\nowner: 日本\n").encode(encoding))
        with pytest.raises(SourceError, match=r"not UTF-8|control character"):
            load(path)


def test_what_is_no_file_is_neither_read_nor_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ring = tmp_path / "ring"
    ring.symlink_to(ring)
    jmap = load(HEAD + "touchpoints: []\n")
    for path in (tmp_path, pipe, ring, "/dev/zero"):
        with pytest.raises(SourceError, match=r"not a file|cannot be read"):
            load(path)
    for path in (tmp_path, pipe, ring, "/dev/null"):
        with pytest.raises(OutputError):
            save(jmap, path)
    for name in ("a\0b", "x" * 5_000):
        with pytest.raises(SourceError):
            load(name)
        with pytest.raises(OutputError):
            save(jmap, name)
    with pytest.raises(SourceError):
        load("\ud800")


def test_a_link_to_a_map_is_read_and_written_through(tmp_path):
    real = tmp_path / "real.journey.yaml"
    link = tmp_path / "link.journey.yaml"
    real.write_text(HEAD + "touchpoints: []  # none yet\n")
    real.chmod(0o600)
    link.symlink_to(real)
    save(load(link).model_copy(update={"owner": "Ann"}), link)
    assert link.is_symlink()
    assert (
        real.read_text()
        == HEAD.replace("title: T\n", "title: T\nowner: Ann\n") + "touchpoints: []  # none yet\n"
    )
    assert real.stat().st_mode & 0o777 == 0o600

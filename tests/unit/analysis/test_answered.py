"""What is remembered, for how long, and when it is not."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.analysis.answered import ANSWERS, MOST, Answers, Question, question, remember
from sojourn.analysis.by_value import held_by
from sojourn.analysis.funnel import FunnelSpec
from sojourn.analysis.seam import ANALYSES, answer
from sojourn.analysis.transitions import TransitionsSpec
from sojourn.assembling import write_log
from sojourn.errors import UsageError
from sojourn.log.engine import Threads
from sojourn.log.journeylog import JourneyLog
from sojourn.log.selection import CustomersIn, CustomersWith, EventsWith, Period
from sojourn.log.store import open_log
from sojourn.testing import random_log

LOG = random_log(3)


@pytest.fixture(autouse=True)
def _nothing_known():
    remember(0)
    remember(MOST)
    yield
    remember(0)
    remember(MOST)


@dataclass(frozen=True)
class Counting:
    """A question that counts how often it is answered, as no question should."""

    asked: list
    wide: int = 0

    def measure(self, journeys):
        return len(journeys)

    def conclude(self, tally, _):
        self.asked.append(tally)
        return tally


@dataclass(frozen=True)
class Found:
    numbers: np.ndarray
    notes: dict


@dataclass(frozen=True)
class FindNumbers:
    size: int = 3

    def measure(self, journeys):
        return len(journeys)

    def conclude(self, tally, _):
        return Found(np.full(self.size, tally), {"customers": tally})


def view(log, *names):
    return log.where(EventsWith("touchpoint", names))


def test_the_same_question_is_answered_once():
    assert sj.transitions(LOG) is sj.transitions(LOG)
    assert sj.paths(LOG, top=2) is sj.paths(LOG, top=2)
    assert sj.paths(LOG, top=2) is not sj.paths(LOG, top=3)


def test_a_view_written_again_is_the_same_view():
    assert sj.exits(view(LOG, "T1", "T2")) is sj.exits(view(LOG, "T1", "T2"))
    assert sj.exits(view(LOG, "T1")) is not sj.exits(view(LOG, "T2"))
    assert sj.exits(view(LOG, "T1")).table != sj.exits(LOG).table


def test_views_that_differ_in_anything_are_different_questions():
    noon, later = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)
    a, b = EventsWith("touchpoint", ("T1",)), CustomersWith("touchpoint", ("T1",))
    views = [
        (), (a,), (replace(a, negate=True),), (b,), (a, b), (b, a), (a, a), (Period(noon, later),),
        (Period(noon, datetime(2026, 1, 4, tzinfo=UTC)),), (CustomersIn(pa.array(["c0001"])),),
        (CustomersIn(pa.array(["c0002"])),),
    ]  # fmt: skip
    questions = [question(LOG.where(*some), TransitionsSpec()) for some in views]
    assert None not in questions
    assert len(set(questions)) == len(views)


def test_a_selection_that_is_a_function_is_not_remembered():
    part = LOG.where(lambda journeys: journeys.keep_customers(np.arange(len(journeys)) < 1))
    assert question(part, TransitionsSpec()) is None
    assert sj.transitions(part) is not sj.transitions(part)
    assert 1 <= sj.transitions(part).customers < LOG.extent.customers


def test_logs_in_memory_are_told_apart_and_recognised():
    same, other = random_log(3), random_log(4)
    assert question(LOG, TransitionsSpec()) == question(LOG, TransitionsSpec())
    assert question(LOG, TransitionsSpec()) == question(
        replace(LOG, quality={"rows_in": 1}), TransitionsSpec()
    )
    three = [question(log, TransitionsSpec()) for log in (LOG, same, other)]
    assert len(set(three)) == 3


def test_a_log_that_takes_the_place_of_another_in_memory_gets_no_answer_of_it():
    (shard,) = LOG.shards
    for turn in range(200):
        log = JourneyLog((shard.slice(0, 3 + turn % 5),), LOG.kinds, LOG.vocabularies)
        assert answer(log, TransitionsSpec()).customers == 3 + turn % 5
        del log


def test_parts_of_the_shards_and_other_names_are_other_logs():
    (shard,) = LOG.shards
    cut = JourneyLog((shard.slice(0, 7),), LOG.kinds, LOG.vocabularies)
    fewer = replace(LOG, shards=(), checksum="known")
    kinds = replace(LOG, kinds={name: kind for name, kind in LOG.kinds.items() if name != "value"})
    questions = [
        question(log, TransitionsSpec())
        for log in (LOG, cut, fewer, replace(LOG, checksum="known"), replace(LOG, checksum="other"), kinds)
    ]
    assert len(set(questions)) == len(questions)


def test_a_log_in_a_folder_is_known_by_its_checksum(tmp_path):
    for name, days in (("a", 5), ("b", 6)):
        rows = [f"c{i},2026-01-0{1 + i % days} 09:00,Home" for i in range(9)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["customer_id,timestamp,event", *rows]) + "\n")
        write_log([str(tmp_path / f"{name}.csv")], str(tmp_path / name), columns={}, timezone="UTC",
                  keep_duplicates=False, memory_limit=1_000_000_000)  # fmt: skip
    first = sj.rhythm(open_log(tmp_path / "a"))
    assert sj.rhythm(open_log(tmp_path / "a")) is first
    assert sj.rhythm(open_log(tmp_path / "b")) is not first
    assert sj.rhythm(open_log(tmp_path / "b")).table != first.table


def test_an_engine_is_asked_itself_and_only_if_it_can_be_recognised():
    @dataclass(frozen=True)
    class Elsewhere:
        threads: Threads
        counted: list

        def reduce(self, count):
            self.counted.append(count)
            return self.threads.reduce(count)

        def shards(self):
            return self.threads.shards()

    def log_at(engine):
        return replace(LOG, shards=(), checksum="known", engine=engine)

    one, two = (Elsewhere(Threads(LOG.shards), []) for _ in range(2))
    answers = [sj.exits(log_at(engine)) for engine in (one, one, two)]
    assert (len(one.counted), len(two.counted)) == (1, 1)
    assert answers[0].table == answers[2].table == sj.exits(LOG).table
    assert (
        question(log_at(Threads(LOG.shards)), TransitionsSpec()) is None
    )  # slots: its end would go unnoticed


def test_a_question_that_holds_what_can_change_is_the_same_while_it_says_the_same():
    spec = Counting([])
    assert (answer(LOG, spec), answer(LOG, spec)) == (40, 40)
    assert spec.asked == [40, 40]  # its list had grown by the second time


def test_arrays_of_a_result_are_read_only_and_a_changed_note_is_noticed():
    first = answer(LOG, FindNumbers())
    with pytest.raises(ValueError, match="read-only"):
        first.numbers[0] = 9
    assert answer(LOG, FindNumbers()) is first
    first.notes["customers"] = 0
    again = answer(LOG, FindNumbers())
    assert again.notes == {"customers": 40}
    assert answer(LOG, FindNumbers()) is again


@pytest.mark.parametrize("name", list(ANALYSES))
def test_nothing_in_a_result_can_be_changed_unnoticed(name):
    for spec in ANALYSES[name].examples(LOG.touchpoints.names):
        first = answer(LOG, spec)
        assert answer(LOG, spec) is first
        for found in everything_in(first):
            assert not isinstance(found, np.ndarray) or not found.flags.writeable


def everything_in(thing):
    for value in held_by(thing).values():
        yield value
        if hasattr(value, "__dataclass_fields__"):
            yield from everything_in(value)


def test_a_question_that_fails_is_asked_again():
    wrong = FunnelSpec((("T1",), ("Nowhere",)))
    for _ in range(2):
        with pytest.raises(sj.errors.UnknownNameError):
            answer(LOG, wrong)
    assert len(ANSWERS) == 0


def test_what_was_used_longest_ago_is_forgotten_first():
    def asked(name):
        return Question(name, hash(name))

    known, result = Answers(limit=2_500), Found(np.zeros(100), {})
    for name in "ab":
        known.keep(asked(name), result)
    assert known.get(asked("a")) is result
    known.keep(asked("c"), result)
    assert [known.get(asked(name)) is result for name in "abc"] == [True, False, True]
    assert 1_600 < known.size <= 2_500
    known.keep(asked("large"), Found(np.zeros(1_000), {}))
    assert len(known) == 2
    known.restrict(0)
    assert (len(known), known.size) == (0, 0)


def test_keeping_a_result_twice_counts_it_once():
    known = Answers()
    for _ in range(3):
        known.keep(Question("a", 1), Found(np.zeros(100), {}))
    size = known.size
    known.keep(Question("b", 1), Found(np.zeros(100), {}))  # the same hash is not the same question
    assert (len(known), known.size) == (2, 2 * size)


def test_a_result_that_cannot_be_watched_is_not_kept():
    known = Answers()
    for result in (
        Found(np.array([object()]), {}),
        Found(np.zeros(1), {"f": len}),
        Found(iter(()), {}),
        object(),
    ):
        known.keep(Question("a", 1), result)
        assert known.get(Question("a", 1)) is None
    assert (len(known), known.size) == (0, 0)


def test_it_can_be_switched_off():
    first = sj.transitions(LOG)
    remember(0)
    assert len(ANSWERS) == 0
    assert sj.transitions(LOG) is not sj.transitions(LOG)
    assert sj.transitions(LOG).table == first.table
    assert len(ANSWERS) == 0


@pytest.mark.parametrize("limit", [-1, 1.5, "1GB", None, True])
def test_a_limit_is_a_number_of_bytes(limit):
    with pytest.raises(UsageError, match="number of bytes"):
        remember(limit)


def test_many_threads_get_the_right_answers():
    logs = [random_log(seed, customers=10 + seed) for seed in range(4)]
    specs = [TransitionsSpec(), FindNumbers(), FindNumbers(5)]
    right = {(i, j): answer(log, spec) for i, log in enumerate(logs) for j, spec in enumerate(specs)}
    remember(0)
    remember(20_000)  # a tight one, so that results are forgotten meanwhile

    def ask(turn):
        i, j = turn % 4, turn % 3
        found = answer(logs[i], specs[j])
        return found.customers == 10 + i if j == 0 else found.numbers.tolist() == right[i, j].numbers.tolist()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(300)))
    assert ANSWERS.size == sum(kept.size for kept in ANSWERS._kept.values()) <= 20_000


def test_no_two_questions_share_a_key():
    views = [
        random_log(seed).where(*some)
        for seed in (1, 2)
        for some in ((), (EventsWith("touchpoint", ("T1",)),))
    ]
    specs = {
        repr(spec): spec for name in ANALYSES for spec in ANALYSES[name].examples(LOG.touchpoints.names)
    }.values()
    questions = [question(log, spec) for log, spec in itertools.product(views, specs)]
    assert None not in questions
    assert len(set(questions)) == len(views) * len(specs)

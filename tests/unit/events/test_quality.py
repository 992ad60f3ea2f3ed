"""Row counts add up, per source and in total."""

from sojourn.events.quality import Example, Quality, SourceQuality

A = SourceQuality(
    "a.csv",
    "csv",
    10,
    {"missing_time": 2},
    {"time_zone_assumed": 8},
    {},
    (Example.of(3, "missing_time", None),),
)
B = SourceQuality("b.csv", "csv", 5, {"missing_time": 1, "missing_customer": 1})


def test_totals_are_sums():
    quality = Quality((A,)) + Quality((B,))
    assert (quality.rows_in, quality.rows_kept) == (15, 11)
    assert quality.dropped == {"missing_customer": 1, "missing_time": 3}
    assert Quality() + quality == quality


def test_repeats_found_later_are_dropped_from_their_source():
    quality = (Quality((A,)) + Quality((B,))).with_counts(
        1, dropped={"equal_row": 2}, repaired={"folded_case": 1}
    )
    assert [s.rows_kept for s in quality.sources] == [8, 1]
    assert quality.repaired == {"folded_case": 1, "time_zone_assumed": 8}


def test_the_document_has_the_promised_keys():
    document = Quality((A,)).to_dict()
    assert list(document) == ["rows_in", "rows_kept", "dropped", "repaired", "sources"]
    source = document["sources"][0]
    assert list(source) == [
        "name",
        "format",
        "rows_in",
        "rows_kept",
        "dropped",
        "repaired",
        "mapping",
        "examples",
    ]
    assert source["rows_in"] == source["rows_kept"] + sum(source["dropped"].values())


def test_an_example_is_one_short_line():
    assert Example.of(1, "r", "a\nb").value == "a b"
    assert len(Example.of(1, "r", "x" * 500).value) == 80

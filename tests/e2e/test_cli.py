"""The commands do what they say, and end with the code they promise."""

import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator
from running import PATIENCE_S, RESULTS, csv, entries, shop_rows, sojourn, sojourn_process


def test_help_names_every_command():
    done = sojourn("--help")
    assert done.code == 0
    for command in ("demo", "analyze", "map", "doctor", "schema"):
        assert command in done.out


def test_version():
    import sojourn as package

    assert sojourn("--version").out.strip() == f"sojourn {package.__version__}"


def test_analyze_leaves_the_promised_files_and_says_what_it_found(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path / "out")
    assert done.code == 0
    assert done.err == ""
    assert entries(tmp_path / "out") == RESULTS
    assert "30 customers · 60 events · 3 touchpoints · 2 channels" in done.out
    assert "Goal: Purchase (chosen because its name says “purchase”" in done.out
    assert "Journeys begin at: Visit 100" in done.out
    assert "60 of 60 rows used" in done.out
    assert str(tmp_path / "out" / "report.html") in done.out


def test_report_follows_its_schema_and_agrees_with_the_summary(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path / "out", "--json")
    summary = json.loads(done.out)
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    schema = json.loads(sojourn("schema", "report").out)
    Draft202012Validator(schema).validate(report)
    assert report["summary"] == summary["summary"]
    assert summary["summary"]["goal"] == "Purchase"
    assert summary["quality"]["rows_kept"] == 60
    assert summary["files"] == RESULTS
    starts = sum(t["count"] for t in report["transitions"] if t["source"] == "")
    assert starts == 30


def test_quiet_says_nothing(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path / "out", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_chinese_throughout(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path / "out", "--lang", "zh")
    assert done.code == 0
    assert "30 位客户 · 60 个事件 · 3 个触点 · 2 个渠道" in done.out
    assert "目标：Purchase" in done.out
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["language"] == "zh"
    assert 'lang="zh' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    refused = sojourn("analyze", tmp_path / "none.csv", "--out", tmp_path / "o2", "--lang", "zh")
    assert refused.code == 3
    assert refused.err.startswith("错误: ")
    assert "建议" in refused.err


def test_a_goal_is_found_whatever_its_case_and_a_wrong_one_named_with_the_nearest(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path / "out", "--goal", "product PAGE", "--json")
    assert json.loads(done.out)["goal"] == {"touchpoints": ["Product page"], "basis": "given"}
    wrong = sojourn("analyze", shop, "--out", tmp_path / "o2", "--goal", "purchas")
    assert wrong.code == 2
    assert "There is no touchpoint 'purchas'." in wrong.err
    assert "Did you mean 'Purchase'?" in wrong.err
    assert not (tmp_path / "o2").exists()


def test_several_files_are_one_log(tmp_path):
    rows = shop_rows()
    header = "customer_id,timestamp,event,channel,amount"
    (tmp_path / "a.csv").write_text(csv([r for r in rows if "Purchase" not in r], header))
    bought = [r.split(",") for r in rows if "Purchase" in r]
    (tmp_path / "b.jsonl").write_text(
        "\n".join(
            json.dumps(
                {
                    "customer_id": r[0],
                    "timestamp": r[1],
                    "event": r[2],
                    "channel": r[3],
                    "amount": float(r[4]),
                }
            )
            for r in bought
        )
    )
    done = sojourn("analyze", tmp_path / "a.csv", tmp_path / "b.jsonl", "--out", tmp_path / "out", "--json")
    assert json.loads(done.out)["summary"]["customers"] == 30
    assert json.loads(done.out)["summary"]["events"] == 60


def test_columns_can_be_named(tmp_path):
    rows = [f"{i % 9},m{i % 11},2026-03-{1 + i % 28:02d} 09:00:00,Step {i % 4}" for i in range(200)]
    (tmp_path / "a.csv").write_text(csv(rows, "user_id,member_no,timestamp,event"))
    done = sojourn(
        "analyze",
        tmp_path / "a.csv",
        "--out",
        tmp_path / "out",
        "--json",
        "--column",
        "customer_id=member_no",
    )
    assert json.loads(done.out)["summary"]["customers"] == 11
    wrong = sojourn(
        "analyze", tmp_path / "a.csv", "--out", tmp_path / "o2", "--column", "customer_id=memberno"
    )
    assert wrong.code == 2
    assert "member_no" in wrong.err


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--column", "customer=x"], "There is no role 'customer'"),
        (["--column", "customer_id"], "does not say which column"),
        (["--column", "value=a", "--column", "value=b"], "given twice"),
        (["--timezone", "Mars/Olympus"], "There is no time zone 'Mars/Olympus'"),
        (["--max-rejected", "lots"], "'lots' is not a share"),
        (["--memory-limit", "much"], "'much' is not an amount of memory"),
        (["--memory-limit", "1KB"], "too little memory"),
        (["--engine", "flink"], "flink"),
        (["--lang", "fr"], "'fr' is not one of"),
        (["--gaol", "Purchase"], "No such option"),
    ],
)
def test_wrong_use_ends_in_2_and_writes_nothing(tmp_path, shop, option, message):
    done = sojourn("analyze", shop, "--out", tmp_path / "out", *option)
    assert done.code == 2
    assert message in " ".join(done.err.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_a_folder_of_others_is_refused(tmp_path, shop):
    done = sojourn("analyze", shop, "--out", tmp_path)
    assert done.code == 2
    assert "is not empty" in done.err
    assert entries(tmp_path) == ["shop.csv"]


def test_a_journey_log_is_read_again_and_gives_the_same_numbers(tmp_path, shop):
    first, second = tmp_path / "first", tmp_path / "second"
    sojourn("analyze", shop, "--out", first, "--quiet")
    assert sojourn("analyze", first / "log", "--out", second, "--quiet").code == 0
    assert entries(second) == RESULTS
    for name in RESULTS[1:]:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert sojourn("analyze", first / "log", "--out", first, "--quiet").code == 0
    assert entries(first) == RESULTS
    mixed = sojourn("analyze", first / "log", shop, "--out", tmp_path / "third")
    assert mixed.code == 2


def test_the_same_input_gives_the_same_files(tmp_path, shop):
    for name in ("a", "b"):
        sojourn("analyze", shop, "--out", tmp_path / name, "--quiet")
    for name in RESULTS[1:]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_doctor_names_the_damaged_file(tmp_path, shop):
    sojourn("analyze", shop, "--out", tmp_path / "out", "--quiet")
    log = tmp_path / "out" / "log"
    well = sojourn("doctor", log)
    assert well.code == 0
    assert "30 customers" in well.out
    assert "duckdb" in well.out
    shard = log / "shards" / "0000.arrow"
    content = bytearray(shard.read_bytes())
    content[len(content) // 2] ^= 1
    shard.write_bytes(content)
    ill = sojourn("doctor", log)
    assert ill.code == 3
    assert "shards/0000.arrow does not have its checksum" in ill.out
    again = sojourn("analyze", log, "--out", tmp_path / "o2")
    assert again.code == 3
    assert "shards/0000.arrow" in again.err
    assert sojourn("doctor", tmp_path).code == 3


@pytest.mark.parametrize("name", ["report", "map"])
def test_schema_is_a_json_schema(name):
    schema = json.loads(sojourn("schema", name).out)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]


def test_map_show_and_convert(tmp_path, shop):
    sojourn("analyze", shop, "--out", tmp_path / "out", "--quiet")
    document = tmp_path / "out" / "map.journey.yaml"
    shown = sojourn("map", "show", document)
    assert shown.code == 0
    assert "Product page" in shown.out
    for ending, start in ((".svg", b"<svg"), (".md", b"#"), (".mmd", b""), (".csv", b"")):
        target = tmp_path / f"map{ending}"
        assert sojourn("map", "convert", document, target).code == 0
        assert target.read_bytes().startswith(start)
        assert b"Purchase" in target.read_bytes()
    assert sojourn("map", "convert", document, tmp_path / "map").code == 2
    assert sojourn("map", "convert", document, tmp_path / "map.tiff").code == 2
    assert sojourn("map", "show", tmp_path / "none.yaml").code == 3


def test_demo_leaves_exports_truths_and_results(tmp_path):
    done = sojourn("demo", "--out", tmp_path / "demo", "--customers", "300", "--seed", "3")
    assert done.code == 0, done.err
    assert entries(tmp_path / "demo") == sorted([*RESULTS, "exports", "_truth", "truth.json"])
    assert "web.jsonl" in entries(tmp_path / "demo" / "exports")
    assert "truth.json" not in entries(tmp_path / "demo" / "exports")
    assert "Goal: Order placed (as given)" in done.out
    again = sojourn("demo", "--out", tmp_path / "demo", "--customers", "200", "--json")
    assert json.loads(again.out)["summary"]["customers"] < 300


@pytest.mark.parametrize("customers", [1, 8])
def test_the_smallest_demo_has_systems_without_a_row(tmp_path, customers):
    done = sojourn("demo", "--out", tmp_path / "demo", "--customers", customers, "--json")
    assert done.code == 0
    truth = json.loads((tmp_path / "demo/truth.json").read_text())
    assert 0 in [file["rows"] for file in truth["files"].values()]
    assert json.loads(done.out)["quality"]["rows_kept"] == truth["events_in_files"]


def test_a_reader_that_stops_early_is_no_failure(tmp_path, shop):
    run = sojourn_process("analyze", shop, "--out", tmp_path / "out")
    with run.stderr:
        run.stdout.close()
        assert run.wait(PATIENCE_S) == 0
    assert entries(tmp_path / "out") == RESULTS


def test_json_on_standard_output_and_progress_nowhere_on_a_pipe(tmp_path, shop):
    run = sojourn_process("analyze", shop, "--out", tmp_path / "out", "--json")
    out, err = run.communicate(timeout=PATIENCE_S)
    assert run.returncode == 0
    assert json.loads(out)["out"] == str(tmp_path / "out")
    assert err == ""


def test_a_defect_is_said_to_be_one(tmp_path):
    code = (
        "import sys, sojourn.cli.main as m, sojourn.cli.doctor as d\n"
        "def broken(): raise KeyError('inside')\n"
        "d.machine = broken\n"
        "sys.argv = ['sojourn', *sys.argv[1:]]\n"
        "m.run()"
    )
    for options, shows in (([], False), (["--debug"], True)):
        run = subprocess.run(
            [sys.executable, "-c", code, *options, "doctor"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 1
        assert "This is a defect in Sojourn" in run.stderr
        assert ("Traceback" in run.stderr) is shows

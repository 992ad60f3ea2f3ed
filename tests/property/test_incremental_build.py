"""Whatever happens to a project, in whatever order: the log is the one that a build of everything at once gives."""

import random
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sojourn.identity.corrections import Corrections
from sojourn.identity.nodes import Identifier
from sojourn.project import build as building
from sojourn.project.corrections import load_corrections, save_corrections

PROJECT = """
sojourn: project/1
sources:
  - name: web
    files: web-*.csv
    columns: {timestamp: at, touchpoint: what, message_id: mid, value: amount, text: said}
    identifiers: {cookie: cookie, user: user}
    constants: {channel: web}
  - name: crm
    files: crm-*.csv
    identifiers: {user: user, email: email, phone: phone}
    use: links
  - name: mail
    files: mail-*.csv
    columns: {timestamp: at, touchpoint: what}
    identifiers: {email: email, order: order}
privacy: {phone: hash}
"""
HEADS = {
    "web": "at,what,mid,amount,said,cookie,user,plan",
    "crm": "user,email,phone",
    "mail": "at,what,email,order,plan",
}
POINTS = ("make_part", "everybody", "fate", "save", "commit")


class Killed(BaseException):
    """What the fault raises in place of a step."""


def cell(dice: random.Random, values: list[str], missing: float) -> str:
    return "" if dice.random() < missing else dice.choice(values)


def row(dice: random.Random, kind: str) -> str:
    at = f"2026-01-0{dice.randint(1, 3)}T10:{dice.randint(0, 5):02d}:00Z"
    user = cell(dice, [f"u{k}" for k in range(7)], 0.6)
    cookie = cell(dice, [f"c{k}" for k in range(9)] + ["tablet"] * 4, 0.1)
    email = cell(dice, [f"p{k}@x.org" for k in range(8)], 0.15)
    if kind == "web":
        what = dice.choice(["Home", "home", "HOME", "Cart", "Pay", "Zoo", "Café"])
        said = cell(dice, ["good", "call +49 1520 1234567", "mail ann@x.org"], 0.7)
        mid, amount = cell(dice, [f"m{k}" for k in range(12)], 0.5), cell(dice, ["1", "2.5"], 0.8)
        return f"{at},{what},{mid},{amount},{said},{cookie},{user},{cell(dice, ['1', '2'], 0.5)}"
    if kind == "crm":
        return f"u{dice.randint(0, 6)},{email},{cell(dice, ['+4915201234567', '+4915207654321'], 0.6)}"
    what = dice.choice(["E-mail sent", "e-mail opened"])
    return f"{at},{what},{email},{cell(dice, ['o1', 'o2', 'o3'], 0.6)},{cell(dice, ['gold', '2'], 0.4)}"


def write(dice: random.Random, folder: Path, kind: str, number: int) -> None:
    rows = [row(dice, kind) for _ in range(dice.randint(2, 14))]
    (folder / f"{kind}-{number}.csv").write_text("\n".join([HEADS[kind], *rows]) + "\n", encoding="utf-8")


def change(dice: random.Random, folder: Path) -> None:
    """One thing that can happen to a project: a file arrives, changes or goes; somebody says who is who."""
    files = sorted(folder.glob("*-*.csv"))
    what = dice.choice(["arrive", "arrive", "arrive", "change", "go", "split", "link", "undo"])
    if what == "go" and len([f for f in files if f.name.startswith("web")]) > 1:
        dice.choice([f for f in files if f.name.startswith("web")][1:]).unlink()
    elif what == "change":
        kind, _, number = dice.choice(files).stem.partition("-")
        write(dice, folder, kind, int(number))
    elif what in {"split", "link", "undo"}:
        project = folder / "sojourn.yaml"
        said = load_corrections(project)
        one = Identifier("cookie", f"c{dice.randint(0, 8)}")
        other = Identifier("user", f"u{dice.randint(0, 6)}")
        save_corrections(project, corrected(said, what, one, other, dice))
    else:
        write(dice, folder, dice.choice(list(HEADS)), dice.randint(0, 9))


def corrected(
    said: Corrections, what: str, one: Identifier, other: Identifier, dice: random.Random
) -> Corrections:
    if what == "undo" and said.statements:
        return said.undo(dice.randint(1, len(said.statements)))
    return said.split(one, from_=dice.choice([other, None])) if what == "split" else said.link(one, other)


def build_interrupted(folder: Path, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that ends at a point, as a kill would end it."""

    def end(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if point == "save":
            patch.setattr(building.Customers, "save", end)
        elif point == "commit":
            patch.setattr(building.Store, "commit", end)
        else:
            patch.setattr(building, point, end)
        try:
            building.build(str(folder / "sojourn.yaml"))
        except Killed:
            return


def bytes_of(folder: Path) -> dict[str, bytes]:
    log = folder / "sojourn-data" / "log"
    return {str(p.relative_to(log)): p.read_bytes() for p in sorted(log.rglob("*")) if p.is_file()}


def people_of(folder: Path) -> list[dict[str, object]]:
    identity = folder / "sojourn-data" / "identity"
    return [pq.read_table(identity / f"{name}.parquet").to_pydict() for name in ("customers", "assigned")]


def at_once(folder: Path, place: Path) -> Path:
    """The same files and corrections in a new folder, built in one go; hashed values need the same key."""
    place.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            shutil.copy2(path, place / path.name)
    building.build(str(place / "sojourn.yaml"))
    return place


@pytest.mark.parametrize("seed", range(24))
def test_a_log_brought_up_to_date_is_the_log_built_at_once(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "sojourn.yaml").write_text(PROJECT, encoding="utf-8")
    for kind in HEADS:
        write(dice, folder, kind, 0)
    kinds = [building.build(str(folder / "sojourn.yaml"))["build"]]
    for _ in range(dice.randint(2, 5)):
        change(dice, folder)
        if dice.random() < 0.3:
            build_interrupted(folder, dice.choice(POINTS), monkeypatch)
        kinds.append(building.build(str(folder / "sojourn.yaml"))["build"])
    fresh = at_once(folder, tmp_path / "fresh")
    assert bytes_of(folder) == bytes_of(fresh), kinds
    assert people_of(folder) == people_of(fresh), kinds


def test_the_same_files_again_are_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "sojourn.yaml").write_text(PROJECT, encoding="utf-8")
    for kind in HEADS:
        write(random.Random(1), tmp_path, kind, 0)
    project = str(tmp_path / "sojourn.yaml")
    building.build(project)
    before = bytes_of(tmp_path)
    assert building.build(project)["build"] == "nothing"
    assert bytes_of(tmp_path) == before

"""A tree of maps: followed, and refused with the place of the link."""

import pytest

from sojourn.errors import LimitError, SourceError
from sojourn.journeymap.hierarchy import tree


def write(path, title, **links):
    path.parent.mkdir(exist_ok=True, parents=True)
    points = "".join(
        f"  - id: {own}\n    name: N\n    stage: s\n    map: {to}\n" for own, to in links.items()
    )
    path.write_text(
        f"sojourn: map/1\ntitle: {title}\nstages: [{{id: s, name: S}}]\ntouchpoints:{points and chr(10)}{points or ' []'}\n"
    )


def test_maps_open_from_maps(tmp_path):
    write(tmp_path / "top.journey.yaml", "Top", a="in/a.journey.yaml", b="b.journey.yaml")
    write(tmp_path / "in" / "a.journey.yaml", "A", c="c.journey.yaml")
    write(tmp_path / "in" / "c.journey.yaml", "C")
    write(tmp_path / "b.journey.yaml", "B", c="in/c.journey.yaml")
    found = list(tree(tmp_path / "top.journey.yaml").walk())
    assert [(b.file, b.part, b.id, b.jmap.title) for b in found] == [
        ("top.journey.yaml", "", "", "Top"),
        ("in/a.journey.yaml", "touchpoint", "a", "A"),
        ("in/c.journey.yaml", "touchpoint", "c", "C"),
        ("b.journey.yaml", "touchpoint", "b", "B"),
        ("in/c.journey.yaml", "touchpoint", "c", "C"),
    ]


def test_what_cannot_be_followed_is_named_with_its_place(tmp_path):
    top = tmp_path / "top.journey.yaml"
    write(top, "Top", a="a.journey.yaml")
    write(tmp_path / "a.journey.yaml", "A", t="top.journey.yaml")
    with pytest.raises(
        SourceError, match=r"a\.journey\.yaml:8:10: .*top\.journey\.yaml → a\.journey\.yaml → top"
    ):
        tree(top)
    write(top, "Top", a="none.journey.yaml")
    with pytest.raises(SourceError, match=r"^top\.journey\.yaml:8:10: map: there is no file 'none"):
        tree(top)
    outside = tmp_path.parent / "outside.journey.yaml"
    write(outside, "Outside")
    (tmp_path / "none.journey.yaml").symlink_to(outside)
    with pytest.raises(SourceError, match="out of the folder"):
        tree(top)
    write(tmp_path / "a.journey.yaml", "A")
    write(top, "Top", **{f"t{i}": "a.journey.yaml" for i in range(200)})
    with pytest.raises(LimitError, match="More than 200 maps open from top"):
        tree(top)


def test_a_symbolic_link_goes_by_its_own_name_and_links_are_relative_to_it(tmp_path):
    write(tmp_path / "top.journey.yaml", "Top", a="a.journey.yaml")
    write(tmp_path / "in" / "real.journey.yaml", "A", c="c.journey.yaml")
    write(tmp_path / "c.journey.yaml", "C")
    (tmp_path / "a.journey.yaml").symlink_to("in/real.journey.yaml")
    found = list(tree(tmp_path / "top.journey.yaml").walk())
    assert [(b.file, b.jmap.title) for b in found[1:]] == [("a.journey.yaml", "A"), ("c.journey.yaml", "C")]
    (tmp_path / "c.journey.yaml").unlink()
    (tmp_path / "c.journey.yaml").symlink_to("in/real.journey.yaml")
    with pytest.raises(SourceError, match=r"leads back .*: a\.journey\.yaml → c\.journey\.yaml\."):
        tree(tmp_path / "top.journey.yaml")

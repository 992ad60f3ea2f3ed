"""The pictures of the sample maps, line by line."""

import importlib

import pytest

from sojourn.render import render, to_svg


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("socks", {}),
        ("tea", {}),
        ("permits", {"width": 1280}),
        ("tiny", {}),
        ("socks", {"theme": "dark", "paper": "A3"}),
        ("clinic", {}),
        ("bank", {"theme": "dark"}),
        ("gym", {}),
        ("hotel", {}),
        ("hotel", {"lanes": "channel", "paper": "A4"}),
    ],
)
def test_the_picture_has_not_changed(golden, name, options):
    suffix = "".join(f"-{value}" for value in options.values())
    golden(f"{name}{suffix}.svg", to_svg(importlib.import_module(name).MAP, **options))


def test_the_picture_of_two_maps_has_not_changed(golden):
    today, future = (importlib.import_module(name).MAP for name in ("clinic", "clinic_future"))
    golden("clinic-beside.svg", to_svg(today, beside=future))


@pytest.mark.parametrize(
    ("name", "form"),
    [("socks", "mmd"), ("tea", "md"), ("permits", "csv"), ("tea", "terminal"), ("hotel", "terminal")],
)
def test_the_text_has_not_changed(golden, name, form):
    text = render(importlib.import_module(name).MAP, form)
    golden(f"{name}.{form}" if form != "terminal" else f"{name}.txt", text.replace("\r\n", "\n"))

import pytest

from sojourn.errors import UnknownNameError, UsageError
from sojourn.registry import Registry


def test_listing_loads_nothing():
    shelf = Registry("thing", {"broken": "no.such.module:x", "sqrt": "math:sqrt"})
    assert shelf.names() == ("broken", "sqrt")
    assert "sqrt" in shelf
    assert shelf["sqrt"](9) == 3
    with pytest.raises(ModuleNotFoundError):
        shelf["broken"]


def test_other_packages_come_through_the_same_door(monkeypatch):
    class Point:
        name, value = "floor", "math:floor"

    monkeypatch.setattr("sojourn.registry.entry_points", lambda group: [Point] if group == "g" else [])
    assert list(Registry("thing", {"sqrt": "math:sqrt"}, "g")) == ["sqrt", "floor"]
    with pytest.raises(UsageError, match="Two packages"):
        Registry("thing", {"floor": "math:ceil"}, "g").names()


def test_unknown_names_name_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'sqrt'"):
        Registry("thing", {"sqrt": "math:sqrt"})["sqr"]

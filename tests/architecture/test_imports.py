"""Importing Sojourn defines names and does nothing else."""

import subprocess
import sys

import pytest

HEAVY = (
    "pandas",
    "polars",
    "sklearn",
    "scipy",
    "numba",
    "duckdb",
    "pyarrow",
    "pydantic",
    "jinja2",
    "rich",
    "typer",
    "numpy",
)


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_import_loads_no_heavy_library():
    assert loaded_after("import sojourn").isdisjoint(HEAVY)


def test_help_loads_no_data_library():
    statement = (
        "import sys; sys.argv = ['sojourn', '--help']\n"
        "from sojourn.cli.main import run\n"
        "import io, contextlib\n"
        "try:\n    run()\nexcept SystemExit:\n    pass"
    )
    assert loaded_after(statement).isdisjoint(set(HEAVY) - {"rich", "typer"})


def test_every_public_name_resolves():
    import sojourn

    for name in sojourn.__all__:
        assert getattr(sojourn, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    import sojourn

    with pytest.raises(AttributeError, match="transition"):
        sojourn.transition  # noqa: B018

"""The key of a project's hashed fields: the same for every build, or none is made."""

from pathlib import Path

from sojourn.errors import InputError
from sojourn.events.secret import fingerprint, read_or_make_key
from sojourn.project.document import key_file


def project_key(file: Path, known: str, data: Path) -> bytes:
    """The key beside a project file; a new one only where nothing was hashed yet.

    With another key everybody would have another pseudonym than before: nothing that names them elsewhere, corrections
    among it, would find them any more, and no word would tell.

    Parameters
    ----------
    file
        The project file.
    known
        Fingerprint of the key that the last build hashed with; empty if it hashed nothing.
    data
        The folder that holds what it left.

    Raises
    ------
    InputError
        If the key is missing, is another one, or cannot be used.
    OutputError
        If a new one cannot be written.
    """
    path = key_file(file)
    if known and not path.exists():
        raise _refused(
            f"There is no {path}, the key that the pseudonyms in {data} were made with.", data, path
        )
    key = read_or_make_key(path)
    if known not in {"", fingerprint(key)}:
        raise _refused(f"{path} is not the key that the pseudonyms in {data} were made with.", data, path)
    return key


def _refused(what: str, data: Path, path: Path) -> InputError:
    return InputError(
        what,
        hint=f"Put back its copy. Without one, remove {data}, which is made again from the files: everybody gets a new "
        "pseudonym, and corrections that name old ones no longer hold.",
        context={"file": str(path)},
    )

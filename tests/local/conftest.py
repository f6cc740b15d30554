"""A folder for the tests of the embedded stores and the supervisor."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an unprivileged user may enter, with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="rc-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)

"""A folder for the tests of the embedded stores and the supervisor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground.folders import server_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an unprivileged user may enter, with a path short enough for sockets."""
    with server_folder() as folder:
        folder.chmod(0o711)
        yield folder

"""Finds a Chromium on this machine for tests that need one."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser(search_path: str | None = None) -> str | None:
    """Return the program, or None when there is none on PATH (or `search_path`)."""
    found = (shutil.which(name, path=search_path) for name in NAMES)
    return next((program for program in found if program), None)


def require_browser() -> str:
    """Return the program; without one skip the test, or fail it where browser tests are required."""
    if program := find_browser():
        return program
    if os.environ.get("ROLLCALL_REQUIRE_BROWSER") == "1":
        pytest.fail("ROLLCALL_REQUIRE_BROWSER=1, but there is no Chromium on PATH")
    pytest.skip("there is no Chromium on PATH")

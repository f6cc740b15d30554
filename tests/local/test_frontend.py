"""When the front end counts as changed."""

from pathlib import Path

from local.frontend import list_sources, main
from local.packages import hash_files


def make_sources(folder: Path) -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.tsx").write_text("one")
    (folder / "package.json").write_text("{}")
    for made in ("node_modules", "dist"):
        (folder / made).mkdir()
        (folder / made / "file.js").write_text("made")
    return folder


def test_the_sources_are_all_files_but_those_that_tools_made(tmp_path: Path) -> None:
    folder = make_sources(tmp_path / "frontend")
    names = [str(path.relative_to(folder)) for path in list_sources(folder)]
    assert names == ["package.json", "src/main.tsx"]


def test_the_digest_changes_with_content_and_with_names_but_not_with_dates(tmp_path: Path) -> None:
    folder = make_sources(tmp_path / "frontend")
    before = hash_files(list_sources(folder))
    (folder / "src" / "main.tsx").touch()
    assert hash_files(list_sources(folder)) == before

    (folder / "src" / "main.tsx").write_text("two")
    changed = hash_files(list_sources(folder))
    (folder / "src" / "main.tsx").write_text("one")
    (folder / "src" / "main.tsx").rename(folder / "src" / "app.tsx")
    renamed = hash_files(list_sources(folder))
    assert len({before, changed, renamed}) == 3


def test_a_removed_file_changes_the_digest(tmp_path: Path) -> None:
    folder = make_sources(tmp_path / "frontend")
    files = list_sources(folder)
    before = hash_files(files)
    (folder / "package.json").unlink()
    assert hash_files(files) != before
    assert hash_files(list_sources(folder)) != before


def test_an_unknown_step_is_answered_with_the_usage() -> None:
    assert main(["deploy"]) == 2
    assert main([]) == 2

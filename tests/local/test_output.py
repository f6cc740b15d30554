"""What the processes say, on the terminal and in the log files."""

import io
from pathlib import Path

from local.output import MAX_LOG_BYTES, Console, Lines


def test_a_line_goes_to_the_terminal_with_its_process_and_to_the_process_file(tmp_path: Path) -> None:
    terminal = io.StringIO()
    Console(tmp_path / "logs", terminal).write("web", "hello")
    assert terminal.getvalue() == "web        | hello\n"
    assert (tmp_path / "logs" / "web.log").read_text() == "hello\n"


def test_a_terminal_that_went_away_does_not_keep_lines_from_the_files(tmp_path: Path) -> None:
    terminal = io.StringIO()
    console = Console(tmp_path, terminal)
    terminal.close()
    console.write("web", "one")
    console.write("web", "two")
    assert (tmp_path / "web.log").read_text() == "one\ntwo\n"


def test_a_large_log_file_makes_room_for_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_bytes(b"x" * MAX_LOG_BYTES)
    Console(tmp_path, io.StringIO()).write("web", "fresh")
    assert (tmp_path / "web.log").read_text() == "fresh\n"
    assert (tmp_path / "web.log.1").stat().st_size == MAX_LOG_BYTES


def test_log_files_are_for_the_owner_only(tmp_path: Path) -> None:
    Console(tmp_path / "logs", io.StringIO())
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_lines_are_put_together_from_the_pieces_in_which_they_arrive() -> None:
    seen: list[str] = []
    lines = Lines(seen.append)
    for piece in (b"fir", b"st\nsecond\r", b"\nlast"):
        lines.feed(piece)
    assert seen == ["first", "second"]
    lines.close()
    assert seen == ["first", "second", "last"]


def test_bytes_that_are_no_text_do_not_stop_the_reading() -> None:
    seen: list[str] = []
    Lines(seen.append).feed(b"\xff\xfe\n")
    assert seen == ["\ufffd\ufffd"]


def test_a_line_without_end_is_cut_so_that_it_cannot_fill_the_memory() -> None:
    seen: list[str] = []
    lines = Lines(seen.append)
    lines.feed(b"x" * (Lines.LONGEST + 1))
    assert seen == ["x" * (Lines.LONGEST + 1)]

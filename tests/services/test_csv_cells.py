"""CSV for spreadsheets of every country: nothing is run, nothing is taken for a number, names stay whole."""

import csv
import io

import pytest

from app.domain.people.pasted import read_entries
from app.services.files.csv_cells import format_head, format_row


def read(text: str, separator: str = ",") -> list[str]:
    [row] = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return row


def is_run(cell: str) -> bool:
    return cell.strip()[:1] in tuple("=+-@＝＋－＠")


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", " =1+1", "\t=1+1", "\n=1+1", "\r=1+1", "\u00a0=1+1", "\u200b=1+1", "＝1+1", "＋1", "－1", "＠sum",
        "\x00=1", "\x0b=1", "\x1c=1", "\x7f=1", "\x85=1", "@sum(1)", "-1+1", "+49.sales@acme.example",
    ],
)  # fmt: skip
def test_no_cell_is_run(cell: str) -> None:
    [written] = read(format_row([cell]))
    assert written.startswith("'")
    assert written.replace("'", "") == cell
    assert not is_run(written)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("sign", ["=1+1", " =1+1", "@x", "＝1"])
def test_no_cell_is_run_where_another_separator_is_used(separator: str, sign: str) -> None:
    line = format_row(["a1", f"Bob{separator}{sign}{separator}x", "b"])
    cells = [cell for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if is_run(cell.strip('"'))]


@pytest.mark.parametrize(
    "name", ["Jéssica Müller-Öztürk", "山田 太郎", 'Semi; Colon, "Quote"\nnewline', "O'Neil", "a=b"]
)
def test_names_stay_whole(name: str) -> None:
    assert read(format_row([name])) == [name]


@pytest.mark.parametrize("account", ["712020000000000000000e23", "557058000000", "0012"])
def test_an_id_is_no_number_and_comes_back_whole(account: str) -> None:
    [written] = read(format_row([account]))
    assert written == f"'{account}"
    assert read_entries([written]) == [account]


def test_the_file_says_that_it_is_utf_8() -> None:
    assert format_head(["a", "b"]) == "\ufeffa,b\r\n"

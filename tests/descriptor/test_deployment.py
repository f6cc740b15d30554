"""`make forge URL=…`: a folder in which `forge register`, `deploy` and `install` can be run."""

from pathlib import Path

import pytest

from descriptor.__main__ import main
from descriptor.deployment import UNREGISTERED, Unpreparable, prepare_deployment
from sandbox.host.forge.manifest import parse_manifest
from sandbox.host.forge.plain_yaml import parse_plain_yaml

URL = "https://rollcall.example.org"
MINE = "ari:cloud:ecosystem::app/11111111-2222-4333-8444-555555555555"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    dist = tmp_path / "frontend" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / ".vite").mkdir()
    for name in (
        "index.html",
        "refusal.html",
        "assets/a.js",
        "assets/a.js.gz",
        "assets/a.js.br",
        ".vite/manifest.json",
    ):
        (dist / name).write_text(name)
    return tmp_path


def read(root: Path) -> dict[str, object]:
    document = parse_plain_yaml((root / "forge" / "manifest.yml").read_text())
    assert isinstance(document, dict)
    return document


def test_it_holds_the_manifest_and_the_files_that_forge_serves_and_no_others(root: Path) -> None:
    prepare_deployment(URL, root, is_licensed=False)

    found = sorted(str(path.relative_to(root / "forge")) for path in (root / "forge").rglob("*") if path.is_file())
    assert found == ["manifest.yml", "page/assets/a.js", "page/index.html"]
    manifest = parse_manifest(read(root))
    assert (manifest.app_id, manifest.is_licensed, manifest.remotes) == (UNREGISTERED, False, {"rollcall-backend": URL})
    assert (root / "forge" / manifest.resources["rollcall-page-files"] / "index.html").is_file()


def test_a_registered_app_stays_the_same_app_when_it_is_made_again(root: Path) -> None:
    prepare_deployment(URL, root, is_licensed=False)
    path = root / "forge" / "manifest.yml"
    path.write_text(path.read_text().replace(UNREGISTERED, MINE))

    said = prepare_deployment(URL + "/", root, is_licensed=True)

    assert parse_manifest(read(root)).app_id == MINE
    assert f"FORGE_APP_ID={MINE}" in said
    assert "forge register" not in said
    assert "FORGE_LICENSING=required" in said


def test_it_says_what_to_do_next_and_what_the_server_needs(root: Path) -> None:
    said = prepare_deployment(URL, root, is_licensed=False)

    commands = ("forge register", "forge deploy", "forge install")
    for words in (*commands, f"BASE_URL={URL}", "FORGE_ENVIRONMENTS=DEVELOPMENT", "FORGE_LICENSING=told"):
        assert words in said


WRONG = (
    "http://rollcall.example.org", "https://rollcall.example.org/path", "rollcall", "", " ", "https://", "https:///",
    "https://rollcall.example.org?x=1", "https://rollcall.example.org?", "https://rollcall.example.org#x", "ftp://x.org",
    "https://user:pw@rollcall.example.org", "https://rollcall.example.org:99999", "https://rollcall.example.org:0",
    "https://rollcall.example.org:", "https://röllcall.example", "https://rollcall.example.org\nevil: true",
    'https://x"y.example.org', "https://-x.example.org", "https://a..b.org", "https://*.example.org",
    "https://rollcall.example.org.", "https://" + "a" * 64 + ".org", "https://" + "a.b" * 100 + ".org",
    "https://a b.org", "https://roll\ncall.example.org", "https://roll\tcall.example.org", "https://x.org\\@evil.org",
)  # fmt: skip


@pytest.mark.parametrize(
    ("url", "written", "is_near"),
    [
        ("https://rollcall.example.org/", "https://rollcall.example.org", False),
        (" HTTPS://Rollcall.Example.ORG ", "https://rollcall.example.org", False),
        ("https://rollcall.example.org:8443", "https://rollcall.example.org:8443", False),
        ("https://xn--rllcall-90a.example", "https://xn--rllcall-90a.example", False),
        ("https://localhost:18194", "https://localhost:18194", True),
        ("https://10.0.0.5", "https://10.0.0.5", True),
        ("https://rollcall", "https://rollcall", True),
    ],
)
def test_an_address_is_written_in_its_one_form_and_one_out_of_reach_is_told(
    url: str, written: str, is_near: bool, root: Path
) -> None:
    said = prepare_deployment(url, root, is_licensed=False)

    assert parse_manifest(read(root)).remotes == {"rollcall-backend": written}
    assert f"BASE_URL={written}\n" in said
    assert ("cannot reach" in said) == is_near


@pytest.mark.parametrize("line", ["  id: '{}'", '  "id": "{}"', "  id:   {} # ours", "app: {{id: {}}}"])
def test_the_id_is_found_however_it_was_written(line: str, root: Path) -> None:
    (root / "forge").mkdir()
    (root / "forge" / "manifest.yml").write_text(f"app:\n{line.format(MINE)}\n", newline="\r\n")

    prepare_deployment(URL, root, is_licensed=False)

    assert parse_manifest(read(root)).app_id == MINE


@pytest.mark.parametrize("url", WRONG)
def test_an_address_that_forge_does_not_take_is_refused_and_nothing_is_made(url: str, root: Path) -> None:
    with pytest.raises(Unpreparable, match="https without a path"):
        prepare_deployment(url, root, is_licensed=False)
    assert not (root / "forge").exists()


def test_without_a_built_page_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forge", URL], tmp_path) == 1
    assert "make build" in capsys.readouterr().err

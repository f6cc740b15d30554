"""The part of YAML that manifests are written in, against PyYAML."""

from __future__ import annotations

import pytest
import yaml

from sandbox.host.forge.plain_yaml import UnreadableYaml, parse_plain_yaml
from tests.sandbox.host.forge_ground import MANIFEST


@pytest.mark.parametrize(
    "text",
    [
        MANIFEST,
        "",
        "a: 1\nb: 2.5\nc: true\nd: null\ne: ~\nf:\ng: -3",
        "a: 'it''s'\nb: \"x\\ny # no comment\"\nc: plain # comment\nd: a#b",
        "- a\n- b: 1\n  c:\n    - d\n    - e: [x, 'y', 3]\n-\n  f: g\n- []\n- {}",
        "a:\n- 1\n- 2\nb: x:y\nc: http://example.com/x?y=z",
        "---\n'quoted key': 1\n\"other key\": 2\njira:adminPage: 3",
        "a:\n  b:\n    c: d\n  e: f\n\n\n# end",
    ],
)
def test_reads_what_pyyaml_reads(text: str) -> None:
    assert parse_plain_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x 1", 1),
        ("a: 1\nb: *x", 2),
        ("a: |\n  text", 1),
        ("a: !!str 1", 1),
        ("a: {b: 1}", 1),
        ("a: 1\n\tb: 2", 2),
        ("a: 1\na: 2", 2),
        ("a: 1\n   b: 2", 2),
        ("a: 1\njust words", 2),
        ('a: "\\q"', 1),
    ],
)
def test_refuses_everything_else_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableYaml, match=f"line {line}:"):
        parse_plain_yaml(text)

"""Atlassian's own rules pass what is checked in, and find faults that were planted (platform contract 5)."""

import json

from local.checks.validators import JUDGED, judge
from local.processes import ROOT


def test_they_accept_the_checked_in_files_and_name_planted_faults() -> None:
    manifest, descriptor = ((ROOT / name).read_text(encoding="utf-8") for name in JUDGED)

    def pair(manifest: str = manifest, descriptor: str = descriptor) -> dict[str, str]:
        return dict(zip(JUDGED, (manifest, descriptor), strict=True))

    page = json.loads(descriptor)
    page["modules"]["adminPages"][0]["weight"] = "heavy"
    page["modules"]["moonPages"] = [{"key": "moon", "url": "/moon", "name": {"value": "Moon"}}]
    page["lifecycle"]["installed"] = 7
    sound, scope, module, planted = judge(
        [
            pair(),
            pair(manifest=manifest.replace("report:personal-data", "manage:org")),
            pair(manifest=manifest.replace("jira:adminPage:", "admin:page:")),
            pair(descriptor=json.dumps(page)),
        ]
    )

    assert sound == []
    assert any("manage:org" in fault for fault in scope)
    assert any("admin:page" in fault for fault in module)
    assert [fault.partition(": ")[2] for fault in planted] == [
        "adminPages/0/weight: must be integer",
        "moonPages: there is no such module",
        "lifecycle/0/installed: must be string",
    ]

"""`python -m worker.doctor TENANT [--json]`: which of the things that no document says hold in a real organization.

Reads only, a dozen calls or two, with the key that the tenant has stored. What is found is kept: as long as something
is contradicted that an action relies on, runs with that action end before they change anything. Prints a table, or
JSON, without personal data; the exit status is 1 when an action relies on something that is contradicted. With
`--org ORG_ID` it asks an organization that is not connected; its key is read from standard input.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from app.atlassian.admin import AdminApi, open_admin_api
from app.atlassian.errors import AtlassianError
from app.domain.doctor import Finding, Verdict, examine, list_unsafe_actions
from app.examination import look
from app.logs import configure_logging
from app.services.operating.examinations import record_examination
from app.services.tenancy.organization import get_key
from app.settings import load_settings
from worker.context import WorkerContext, build_context


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m worker.doctor", description=__doc__)
    parser.add_argument("tenant", nargs="?", type=int, help="the id of a connected tenant")
    parser.add_argument("--org", help="an organization id; its key comes on standard input")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    if (given.tenant is None) == (given.org is None):
        parser.error("name a tenant, or an organization with --org")
    configure_logging("WARNING", sys.stderr)  # the report alone stands on standard output
    context = build_context(load_settings())
    try:
        findings = examine(look(_open(context, given.tenant, given.org)))
        if given.tenant is not None:
            with context.database.tenant_session(given.tenant) as session:
                findings = record_examination(session, findings, context.clock()).findings
    except AtlassianError as error:
        sys.stderr.write(f"The organization could not be asked: {error}\n")
        return 2
    finally:
        context.database.dispose()
    sys.stdout.write(to_json(findings) if given.json else to_table(findings))
    return 1 if list_unsafe_actions(findings) else 0


def to_json(findings: Sequence[Finding]) -> str:
    """The report for programs."""
    report = {"facts": [one.to_dict() for one in findings], "unsafe_actions": sorted(list_unsafe_actions(findings))}
    return json.dumps(report, indent=2) + "\n"


def to_table(findings: Sequence[Finding]) -> str:
    """The report for people, what is contradicted first."""
    order = {Verdict.CONTRADICTED: 0, Verdict.NOT_SEEN: 1, Verdict.HOLDS: 2}
    lines = [
        f"{one.verdict:<13}{f'{one.agree}/{one.seen}':>9}  {one.sentence}"
        + (f"  Relied on by: {', '.join(one.actions)}." if one.verdict == Verdict.CONTRADICTED and one.actions else "")
        for one in sorted(findings, key=lambda one: order[Verdict(one.verdict)])
    ]
    return "\n".join(lines) + "\n"


def _open(context: WorkerContext, tenant_id: int | None, org_id: str | None) -> AdminApi:
    base, throttle = context.settings.atlassian_api_base, context.throttle
    if org_id is not None:
        return open_admin_api(base, org_id, sys.stdin.readline().strip(), throttle)
    assert tenant_id is not None  # noqa: S101 - one of the two was given
    with context.database.tenant_session(tenant_id) as session:
        key = get_key(session, tenant_id, context.keyring)
    return open_admin_api(base, key.org_id, key.api_key, throttle, key_version=key.version)


if __name__ == "__main__":
    sys.exit(main())

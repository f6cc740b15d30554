"""`python -m worker.verify TENANT [--head POSITION:LINK …]`: whether a tenant's log is as it was written.

Prints what was looked at and the head of the chain, which is worth keeping elsewhere; a head that was kept (from the
log of the scheduler, or a notification) is looked for in the chain. Ends with 1 and names the first row that was
altered, is missing or was added.
"""

import argparse
import sys

from app.crypto import Keyring
from app.db import Database
from app.services.records.log_proof import LogProof, prove_log
from app.settings import load_settings

_SENTENCES = {
    "altered": "{what} {id} is not as it was written",
    "missing": "{what} {id} is missing",
    "added": "{what} {id} was not written by Rollcall",
    "chain": "seal {id} does not follow from those before it",
    "head": "seal {id} is not that of the chain whose head was published or noted, or was cut off",
    "key": "the key of seal {id} is gone or cannot be read",
}
_ROWS = {"audit": "audit entry", "run": "run", "seal": "seal"}


def describe(proof: LogProof) -> str:
    """The proof in words."""
    lines = [f"{proof.rows} rows under {proof.seals} seals; {proof.unsealed} rows are older than the seals"]
    if proof.keyed < proof.seals:
        lines.append(f"{proof.seals - proof.keyed} seals carry no key: whoever can write to the database can make them")
    lines.append(f"head: {proof.head or 'none'}")
    if proof.fault is None:
        lines.append("nothing was altered, is missing or was added")
    else:
        lines.append(_SENTENCES[proof.fault.kind].format(what=_ROWS[proof.fault.what], id=proof.fault.id))
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Look, print; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m worker.verify", description=__doc__)
    parser.add_argument("tenant", type=int)
    parser.add_argument("--head", action="append", default=[])
    options = parser.parse_args(arguments)
    settings = load_settings()
    database = Database(
        settings.database_url,
        pool_size=1,
        must_be_bound=settings.is_production,
        keyring=Keyring.parse(settings.encryption_keys),
    )
    try:
        with database.tenant_session(options.tenant) as session:
            proof = prove_log(session, options.tenant, options.head)
    except ValueError as error:
        parser.error(str(error))
    finally:
        database.dispose()
    sys.stdout.write(describe(proof))
    return 0 if proof.fault is None else 1


if __name__ == "__main__":
    sys.exit(main())

"""A worker process that works on one sync until it is killed: `python sync_process.py URL TENANT SYNC ATTEMPT …`."""

import sys

from app.atlassian.admin import AdminApi
from app.atlassian.transport import Transport
from app.db import Database
from app.directory.syncing.sync import ClaimedSync, work_sync_slice
from tests.directory.syncing import FreeThrottle


def main() -> None:
    database_url, tenant_id, sync_id, attempt, base_url, org_id, api_key = sys.argv[1:]
    claim = ClaimedSync(int(tenant_id), int(sync_id), int(attempt))
    api = AdminApi(Transport(base_url, org_id, api_key, FreeThrottle()), org_id)
    work_sync_slice(Database(database_url), claim, api)


if __name__ == "__main__":
    main()

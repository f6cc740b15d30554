"""Calls that tests of the transport make: one read, one write, with one key."""

from app.atlassian.families import Family
from app.atlassian.transport import Call

PATH = "/admin/v2/orgs/o/thing"
KEY = "ATCTT-very-secret"
READ = Call("GET", "/admin/v2/orgs/{org}/thing", PATH, Family.USERS_COUNT)
WRITE = Call("POST", "/admin/v2/orgs/{org}/thing", PATH, Family.USER_SUSPEND, is_write=True)

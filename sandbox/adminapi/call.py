"""One authenticated call as the operations see it, and the look-ups that every operation shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.adminapi.endpoints import Endpoint
from sandbox.adminapi.wire.answers import Refusal, Reply
from sandbox.adminapi.wire.exchange import Incoming
from sandbox.adminapi.wire.schema import Fields, check_body, parse_json_object, parse_query
from sandbox.world.directory import ApiKey, App, Directory, Group, User
from sandbox.world.effects import Effect
from sandbox.world.organization import Organization
from sandbox.world.state import World, Write

ALL_DIRECTORIES = "-"


@dataclass(slots=True)
class Call:
    """Call that an operation works on. `mischief` holds what switched-on faults want of it."""

    world: World
    org: Organization
    key: ApiKey
    endpoint: Endpoint
    params: Mapping[str, str]
    request: Incoming
    now: float
    request_id: str
    page_limit: int | None = None
    is_page_limit_rejecting: bool = False
    is_cursor_expired: bool = False
    is_cursor_repeated: bool = False
    is_not_applied: bool = False
    target: dict[str, Any] = field(default_factory=dict)

    # -- what was sent ----------------------------------------------------------------------------------------

    def body(self, fields: Fields, required: tuple[str, ...] = (), *, code: str = "ADMIN-400-24") -> dict[str, Any]:
        """Return the checked body; raises Refusal 400 with `code`."""
        try:
            return check_body(fields, parse_json_object(self.request.body, is_required=bool(required)), required)
        except Refusal as refusal:
            raise Refusal(400, code, refusal.detail) from None

    def parameters(self, fields: Fields, *, code: str = "ADMIN-400-24") -> dict[str, Any]:
        """Return the checked query parameters; raises Refusal 400 with `code`."""
        try:
            return parse_query(fields, self.request.query)
        except Refusal as refusal:
            raise Refusal(400, code, refusal.detail) from None

    # -- look-ups ---------------------------------------------------------------------------------------------

    def find_directory(self) -> Directory | None:
        """Return the directory of the path, None for `-` (all); raises Refusal 404 for unknown ones."""
        directory_id = self.params["directory"]
        if directory_id == ALL_DIRECTORIES:
            return None
        directory = self.org.directories.get(directory_id)
        if directory is None:
            raise Refusal(404, "ADMIN-404-1", "The directory was not found")
        return directory

    def written_directories(self) -> list[Directory]:
        """Return the directories a write names: one, or all for `-` if the switch allows it (contract 13)."""
        self.target["directory_id"] = self.params["directory"]
        directory = self.find_directory()
        if directory is not None:
            return [directory]
        if self.org.switches["dash_in_write_path"] == "not_found":
            raise Refusal(404, "ADMIN-404-1", "The directory was not found")
        return list(self.org.directories.values())

    def get_user(self, account_id: str) -> User:
        """Return a listed account; raises Refusal 404 `ADMIN-404-8`, also for app and customer accounts."""
        user = self.org.users.get(account_id)
        if user is None or not self.org.is_listed(user):
            raise Refusal(404, "ADMIN-404-8", "The user was not found")
        return user

    def get_group(self, group_id: str, directories: Sequence[Directory] | None = None) -> Group:
        """Return a group, which must be in one of the directories if given; raises Refusal 404 `ADMIN-404-10`."""
        group = self.org.groups.get(group_id)
        if group is None or (
            directories is not None and all(group.directory_id != d.directory_id for d in directories)
        ):
            raise Refusal(404, "ADMIN-404-10", "The group was not found")
        return group

    def find_app(self, resource_id: str) -> App | None:
        """Return the app with this ARI as `resource_id`."""
        return self.org.apps.get(resource_id)

    def url(self, path: str) -> str:
        """Return an absolute URL below `/admin`."""
        return f"{self.request.base_url}/admin{path}"

    # -- writing ----------------------------------------------------------------------------------------------

    def commit(self, *effects: Effect, status: int = 204, payload: Any = None) -> Reply:
        """Apply the effects, record the write in the audit log, and return the success; no effects = a no-op.

        A fault may want the success without the effects: the audit log says so, the answer does not.
        """
        target = {"operation": self.endpoint.name, **self.target}
        write = Write(self.endpoint.code, target, key=self.key, status=status)
        write.request_id = self.request_id
        if not effects:
            write.outcome = "unchanged"
        elif self.is_not_applied:
            write.outcome = "not_applied"
        self.world.commit(self.org, () if self.is_not_applied else effects, write)
        return Reply(status, payload, is_unchanged=not effects)

"""The host page and the sandbox's own pages, as they come from the server (platform contract 3 and 9.2)."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from atlassian_jwt.url_utils import hash_url

from sandbox.faults import build_fault
from sandbox.world.counters import SeenRequest
from sandbox.world.effects import Effect
from sandbox.world.state import World, Write
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.ground import ORG_ID, OTHER_ORG_ID, Reply, Sandbox

PAGES = (
    "overview",
    "users",
    "groups",
    "api-keys",
    "audit-log",
    "connected-apps",
    "sandbox/requests",
    "sandbox/faults",
    "sandbox/switches",
    "sandbox/scenarios",
    "sandbox/time",
    "sandbox/attacks",
)


def show(sandbox: Sandbox, path: str) -> Reply:
    reply = sandbox.get(path, Accept="text/html")
    assert reply.status == 200, reply.text
    return reply


def page(sandbox: Sandbox, section: str, query: str = "") -> str:
    return show(sandbox, f"/o/{ORG_ID}/{section}{query}").text


def frame_url(reply: Reply) -> str:
    found = re.search(r'data-src="([^"]+)"', reply.text)
    assert found
    return html.unescape(found[1])


def frame_claims(sandbox: Sandbox, app: FakeApp, query: str = "") -> dict[str, Any]:
    url = frame_url(show(sandbox, f"/{query}"))
    secret = app.calls("/connect/installed")[-1].json()["sharedSecret"]
    return jwt.decode(parse_qs(urlsplit(url).query)["jwt"][0], secret, algorithms=["HS256"])


# -- the app in its frame -----------------------------------------------------------------------------------------


def test_app_is_framed_from_its_own_origin_with_a_token_over_all_parameters(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    url = frame_url(show(sandbox, "/"))
    assert url.startswith(f"{app.base_url}/connect/admin?")
    query = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert query["xdm_e"] == [sandbox.url]
    assert query["lic"] == ["active"]
    assert query["cp"] == [""]
    assert query["loc"] == ["en-US"]
    assert set(query) >= {"xdm_c", "cv", "jwt", "xdm_deprecated_addon_key_do_not_use"}
    target = url.removeprefix(app.base_url).partition("&jwt=")[0]
    assert frame_claims(sandbox, app)["qsh"] == hash_url("GET", target)


def test_page_url_with_a_query_of_its_own_keeps_it(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    url = sandbox.get("/_sandbox/frame?tenant=acme&account=user&module=general").json()["url"]
    assert url.startswith(f"{app.base_url}/connect/general?tab=a%20b&xdm_e=")
    token = parse_qs(urlsplit(url).query)["jwt"][0]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["qsh"] == hash_url("GET", url.removeprefix(app.base_url).partition("&jwt=")[0])


@pytest.mark.parametrize(
    ("query", "account_id"),
    [
        ("", "712020:admin"),
        ("?account=product-admin", "712020:product"),
        ("?account=user", "712020:user"),
        ("?account=712020:gone", "712020:gone"),
        ("?account=712020:stranger", "712020:stranger"),
    ],
)
def test_frame_is_signed_in_as_the_chosen_account(sandbox: Sandbox, app: FakeApp, query: str, account_id: str) -> None:
    sandbox.install(app.base_url)
    assert frame_claims(sandbox, app, query)["sub"] == account_id


def test_lapsed_licence_is_told_to_the_frame(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    sandbox.post("/_sandbox/installations/acme/license", {"license": "none"})
    assert "&lic=none&" in frame_url(show(sandbox, "/"))


def test_choices_live_in_the_address_and_in_no_cookie(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    reply = show(sandbox, "/?theme=dark&account=user")
    assert 'data-color-mode="dark"' in reply.text
    assert "Set-Cookie" not in reply.headers
    links = re.findall(r'href="(/o/[^"]+)"', reply.text)
    own = [link for link in links if f"/o/{ORG_ID}/" in link]
    assert own
    assert all("theme=dark" in link for link in links)
    assert any("account=user" in html.unescape(link) for link in own)


def test_page_may_frame_the_app_only_and_be_framed_by_nobody(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    policy = show(sandbox, "/").headers["Content-Security-Policy"]
    assert f"frame-src {app.base_url};" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-src 'none'" in show(sandbox, f"/o/{ORG_ID}/users").headers["Content-Security-Policy"]


def test_pages_with_tokens_are_not_kept(sandbox: Sandbox, app: FakeApp) -> None:
    sandbox.install(app.base_url)
    headers = show(sandbox, "/").headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_without_an_installation_the_page_offers_one(sandbox: Sandbox) -> None:
    text = show(sandbox, "/").text
    assert "Rollcall is not installed here" in text
    assert 'data-url="/_sandbox/installations"' in text


def test_connect_script_may_be_loaded_by_the_app(sandbox: Sandbox) -> None:
    reply = sandbox.get("/connect/all.js")
    assert reply.headers["Content-Type"].startswith("text/javascript")
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


# -- the pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", PAGES)
def test_page_needs_nothing_from_outside(sandbox: Sandbox, app: FakeApp, section: str) -> None:
    sandbox.install(app.base_url)
    text = page(sandbox, section)
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', text)
    assert loaded
    assert all(item.startswith("/") for item in loaded)
    assert "<script>" not in text
    assert " style=" not in text


@pytest.mark.parametrize("section", PAGES)
def test_page_has_a_heading_landmarks_and_a_language(sandbox: Sandbox, app: FakeApp, section: str) -> None:
    sandbox.install(app.base_url)
    text = page(sandbox, section)
    assert text.count("<h1>") == 1
    assert '<html lang="en"' in text
    assert "<main" in text
    assert 'aria-current="page"' in text


def test_users_are_listed_with_status_and_found_by_search(sandbox: Sandbox) -> None:
    everybody = page(sandbox, "users")
    assert all(name in everybody for name in ("Ada Admin", "Paul Product", "Suspended"))
    found = page(sandbox, "users", "?q=UMA%40")
    assert "Uma O&#39;User" in found
    assert "Ada Admin</a>" not in found
    suspended = page(sandbox, "users", "?status=suspended")
    assert "gus@example.com" in suspended
    assert "uma@example.com" not in suspended
    assert "Nobody found" in page(sandbox, "users", "?q=zzz")


def test_names_are_escaped(sandbox: Sandbox) -> None:
    text = page(sandbox, "users")
    assert "Gus &lt;b&gt;Gone&lt;/b&gt;" in text
    assert "<b>Gone" not in text


def test_user_page_shows_access_groups_and_changes(world: World, sandbox: Sandbox) -> None:
    target = {"account_id": "712020:user"}
    world.commit(world.organizations[ORG_ID], [], Write("W5", target, key=world.organizations[ORG_ID].active_key()))
    text = page(sandbox, "users/712020:user")
    assert "through group jira-users" in text
    assert "Rehearsal key" in text
    assert "712020:user" in text


def test_groups_managed_by_the_identity_provider_are_marked(sandbox: Sandbox) -> None:
    assert page(sandbox, "groups").count("Managed by your identity provider") == 1
    group = page(sandbox, "groups/g2")
    assert "Managed by your identity provider" in group
    assert "Gus" in group


def test_organization_id_and_key_can_be_copied(world: World, sandbox: Sandbox) -> None:
    text = page(sandbox, "api-keys")
    assert f'<code id="org-id" aria-labelledby="org-id-label">{ORG_ID}</code>' in text
    assert world.organizations[ORG_ID].active_key().secret in text
    assert 'data-copy="key-1"' in text


def test_audit_log_names_the_key_and_the_target(world: World, sandbox: Sandbox) -> None:
    organization = world.organizations[ORG_ID]
    effect = Effect("member_added", {"account_id": "712020:user", "group_id": "g2"})
    write = Write("W1", {"account_id": "712020:user", "group_id": "g2"}, key=organization.active_key())
    world.commit(organization, [effect], write)
    text = page(sandbox, "audit-log")
    assert all(word in text for word in ("W1", "Rehearsal key", "Uma O&#39;User", "idp-staff"))
    assert "No writes yet" in show(sandbox, f"/o/{OTHER_ORG_ID}/audit-log").text


def test_requests_and_429s_are_counted_per_endpoint(world: World, sandbox: Sandbox) -> None:
    for status in (200, 200, 429, 0):
        world.counters.record(SeenRequest(1_795_435_200.0, ORG_ID, "R4", "POST", "/x", status, "k", 1.5))
    text = page(sandbox, "sandbox/requests")
    assert re.search(r'class="figure">4</span>Requests', text)
    assert re.search(r'class="figure">1</span>Refused with 429', text)
    assert re.search(r'class="figure">1</span>Server errors and dropped', text)


def test_faults_and_switches_show_their_present_state(world: World, sandbox: Sandbox) -> None:
    world.faults.add(build_fault({"kind": "latency", "endpoint": "writes"}))
    world.organizations[ORG_ID].switches.set("synced_group", "bad_request")
    assert 'data-url="/_sandbox/faults/fault-1"' in page(sandbox, "sandbox/faults")
    text = page(sandbox, "sandbox/switches")
    assert '<option value="bad_request" selected>' in text
    assert "Changed" in text


def test_moved_time_is_shown(world: World, sandbox: Sandbox) -> None:
    world.clock.advance(86_400)
    world.clock.freeze()
    text = page(sandbox, "sandbox/time")
    assert "Frozen" in text
    assert re.search(r"8640\d seconds ahead of", text) or "86399 seconds ahead of" in text


def test_long_lists_are_paged(world: World, sandbox: Sandbox) -> None:
    organization = world.organizations[ORG_ID]
    for number in range(120):
        row = organization.users["712020:user"].dump() | {
            "account_id": f"n{number}",
            "email": None,
            "name": f"N{number:03}",
        }
        world.commit(organization, [Effect("user_put", {"user": row})], Write("seed", {}))
    first, last, beyond = (page(sandbox, "users", query) for query in ("", "?page=3", "?page=99"))
    assert "1–50 of 125" in first
    assert "101–125 of 125" in last
    assert "101–125 of 125" in beyond
    assert "page=2" in first


@pytest.mark.parametrize(
    "path", ["/o/unknown/users", f"/o/{ORG_ID}/users/nobody", f"/o/{ORG_ID}/groups/none", "/?tenant=none"]
)
def test_stale_link_gets_a_page_that_says_so(sandbox: Sandbox, path: str) -> None:
    reply = sandbox.get(path, Accept="text/html")
    assert reply.status == 404
    assert "Not found" in reply.text
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert sandbox.get(path).headers["Content-Type"] == "application/problem+json"


def test_account_search_answers_names_and_roles(sandbox: Sandbox) -> None:
    people = sandbox.get("/_sandbox/people?q=ada").json()["people"]
    assert [(row["name"], row["role"]) for row in people] == [("Ada Admin", "Organization admin")]
    accounts = sandbox.get("/_sandbox/accounts").json()["accounts"]
    assert accounts["organization-admin"]["account_id"] == "712020:admin"


def test_suspended_people_are_not_offered_for_signing_in(world: World, sandbox: Sandbox) -> None:
    world.organizations[ORG_ID].suspended_in.add("712020:user", "d1")
    assert "user" not in sandbox.get("/_sandbox/accounts").json()["accounts"]


def test_empty_sandbox_says_what_to_do(sandbox: Sandbox, world: World) -> None:
    world.organizations.clear()
    reply = sandbox.get("/", Accept="text/html")
    assert reply.status == 404
    assert "seed one first" in reply.text

"""The scripts between host page and app, in a real browser: Connect's `AP`, Forge's `__bridge`.

Platform contract 4.5, 6.1 and 9.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from sandbox.host.connect.qsh import CONTEXT_QSH
from tests.ground.chromium import is_about_a_spare_connection
from tests.sandbox.host.fake_app import FakeApp
from tests.sandbox.host.forge_ground import MANIFEST
from tests.sandbox.host.ground import ORG_ID, Sandbox

pytestmark = pytest.mark.browser

CONNECT_PAGE = """<!doctype html><html><body><div class="ac-content"><output id="out"></output></div>
<script src="{url}/connect/all.js" data-options="sizeToParent:true"></script></body></html>"""
FORGE_SCRIPT = "window.ask = (action, payload) => window.__bridge.callBridge(action, payload);"


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox, app: FakeApp) -> Iterator[Page]:
    """A page that must not complain in the console.

    It is closed before the servers are: what it still loads when a story is over would be reset under it.
    """
    complaints: list[str] = []

    def on_console(message: object) -> None:
        if not is_about_a_spare_connection(str(message)):
            complaints.append(str(message))

    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("pageerror", on_console)
    page.on("console", on_console)
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def framed(page: Page, sandbox: Sandbox, app: FakeApp) -> FrameLocator:
    """The app's page inside the host page, signed in as the ordinary user."""
    app.answers["/connect/admin"] = (200, CONNECT_PAGE.format(url=sandbox.url).encode())
    app.answers["/connect/general"] = (200, b"<!doctype html><p id='inner'>inside</p>")
    sandbox.install(app.base_url)
    page.goto(f"{sandbox.url}/?account=user&locale=de-DE")
    frame = page.frame_locator("#app-frame")
    expect(frame.locator("body")).to_be_attached()
    return frame


def call(frame: FrameLocator, expression: str) -> object:
    return frame.locator("body").evaluate(f"() => {expression}")


def test_token_is_a_context_token_of_the_chosen_account(framed: FrameLocator, app: FakeApp) -> None:
    token = str(call(framed, "new Promise((done) => AP.context.getToken(done))"))
    secret = app.calls("/connect/installed")[0].json()["sharedSecret"]
    claims = jwt.decode(token, secret, algorithms=["HS256"])
    assert (claims["qsh"], claims["sub"]) == (CONTEXT_QSH, "712020:user")
    assert call(framed, "AP.context.getToken().then((token) => token.split('.').length)") == 3


def test_app_is_framed_as_a_third_party(page: Page, framed: FrameLocator, app: FakeApp) -> None:
    """Platform contract 9.2: each tenant has an origin of its own, and no cookie of the host reaches the app."""
    assert page.evaluate("window.location.hostname") == "acme.localhost"
    asked = app.calls("/connect/admin")[0].headers
    assert (asked["sec-fetch-dest"], asked["sec-fetch-site"]) == ("iframe", "cross-site")
    page.evaluate("document.cookie = 'host=1; path=/'")
    call(framed, "{ document.cookie = 'app=1; path=/; SameSite=Lax'; }")
    assert call(framed, "fetch('/connect/admin').then((answer) => document.cookie)") == ""
    assert "cookie" not in app.calls("/connect/admin")[-1].headers


def test_user_context_and_locale_are_told(framed: FrameLocator) -> None:
    assert call(framed, "new Promise((done) => AP.user.getCurrentUser(done))") == {"atlassianAccountId": "712020:user"}
    assert call(framed, "new Promise((done) => AP.user.getLocale(done))") == "de_DE"
    assert call(framed, "new Promise((done) => AP.user.getTimeZone(done))") == call(
        framed, "Intl.DateTimeFormat().resolvedOptions().timeZone"
    )
    context = call(framed, "AP.context.getContext()")
    assert isinstance(context, dict)
    assert context["license"] == {"active": True}


def test_theme_follows_the_host_only_after_the_app_asked_for_it(page: Page, framed: FrameLocator) -> None:
    page.locator("[data-theme-switch]").click()
    assert call(framed, "document.documentElement.getAttribute('data-color-mode')") is None
    call(framed, "AP.theming.initializeTheming()")
    expect(framed.locator("html")).to_have_attribute("data-color-mode", "dark")
    page.locator("[data-theme-switch]").click()
    expect(framed.locator("html")).to_have_attribute("data-color-mode", "light")
    assert "theme=light" in page.url


def test_flag_is_shown_by_the_host_and_its_action_comes_back(page: Page, framed: FrameLocator) -> None:
    call(
        framed,
        """{ const flag = AP.flag.create({title: 'Saved <b>', body: 'Done', type: 'success', actions: {undo: 'Undo'}});
        const out = document.getElementById('out');
        AP.events.on('flag.actioned', (event) => { out.textContent = event.actionIdentifier; }); }""",
    )
    expect(page.get_by_text("Saved <b>")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(framed.locator("#out")).to_have_text("undo")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Saved <b>")).to_have_count(0)


def test_dialog_frames_another_page_of_the_app(page: Page, framed: FrameLocator, app: FakeApp) -> None:
    call(framed, "{ AP.dialog.create({key: 'general', header: 'More', size: 'small'}); }")
    expect(page.frame_locator("dialog iframe").locator("#inner")).to_be_visible()
    assert app.calls("/connect/general")[0].target.count("jwt=") == 1
    page.get_by_role("button", name="Close dialog").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_route_of_the_app_is_kept_in_the_hosts_address(page: Page, framed: FrameLocator, sandbox: Sandbox) -> None:
    call(framed, "{ AP.history.pushState('users/1'); }")
    page.wait_for_url("**#!users/1")
    call(framed, "{ AP.history.pushState('tasks'); }")
    page.wait_for_url("**#!tasks")
    call(framed, "{ AP.history.popState((event) => { document.getElementById('out').textContent = event.key; }); }")
    page.go_back()
    expect(framed.locator("#out")).to_have_text("users/1")
    page.reload()
    assert call(page.frame_locator("#app-frame"), "AP.history.getState()") == "users/1"


def test_resize_sets_the_height_of_the_frame(page: Page, framed: FrameLocator) -> None:
    call(framed, "{ AP.resize('100%', '1234px'); }")
    expect(page.locator("#app-frame")).to_have_css("height", "1234px")
    call(framed, "{ AP.sizeToParent(true); }")
    expect(page.locator("#app-frame")).not_to_have_css("height", "1234px")


def test_product_requests_are_refused_clearly(framed: FrameLocator) -> None:
    said = call(framed, "AP.request('/rest/api/3/myself').catch((problem) => problem.message)")
    assert "403" in str(said)
    assert call(framed, "new Promise((done) => AP.request({url: '/x', error: (answer) => done(answer.status)}))") == 403


def test_host_answers_nobody_but_the_frames_it_made(page: Page, framed: FrameLocator) -> None:
    asked = """new Promise((done) => {
        window.addEventListener('message', () => done('answered'));
        window.postMessage({rollcallHost: 1, id: 'x', name: 'context.getToken'}, '*');
        setTimeout(() => done('silence'), 400); })"""
    # The page's own message comes back to itself; what must not come is a reply.
    heard = page.evaluate(asked.replace("() => done('answered')", "(m) => m.data.replyTo && done('answered')"))
    assert heard == "silence"


def test_app_listens_to_its_host_only(framed: FrameLocator) -> None:
    call(framed, "AP.theming.initializeTheming()")
    expect(framed.locator("html")).to_have_attribute("data-color-mode", "light")
    call(framed, "window.postMessage({rollcallHost: 1, event: 'theme', value: 'dark'}, '*')")
    call(framed, "new Promise((done) => setTimeout(done, 200))")
    expect(framed.locator("html")).to_have_attribute("data-color-mode", "light")


# -- Forge --------------------------------------------------------------------------------------------------------


@pytest.fixture
def custom_ui(page: Page, sandbox: Sandbox, app: FakeApp, tmp_path: Path) -> FrameLocator:
    """A Custom UI page under Forge's policy, on another origin than its host."""
    (tmp_path / "index.html").write_text(
        '<!doctype html><html><head><script src="./a.js"></script></head><body><output id="out"></output></body></html>'
    )
    (tmp_path / "a.js").write_text(FORGE_SCRIPT)
    body = {"manifest_text": MANIFEST, "app_url": app.base_url, "static_dir": str(tmp_path)}
    installation = sandbox.post("/_sandbox/forge/installations", body).json()["installation_id"]
    page.goto(f"{sandbox.url}/o/{ORG_ID}/apps/forge/{installation}?account=user&theme=dark&locale=fr-FR")
    frame = page.frame_locator("#app-frame")
    expect(frame.locator("#out")).to_be_attached()
    return frame


def test_custom_ui_is_of_another_origin_and_knows_its_context(page: Page, custom_ui: FrameLocator) -> None:
    context = call(custom_ui, "ask('getContext')")
    assert isinstance(context, dict)
    assert context["accountId"] == "712020:user"
    assert context["extension"] == {"type": "jira:adminPage"}
    assert context["theme"] == {"colorMode": "dark"}
    assert context["locale"] == "fr-FR"
    origins = {call(custom_ui, "window.origin"), page.evaluate("window.origin")}
    assert len(origins) == 2


def test_invoke_remote_answers_like_the_bridge(custom_ui: FrameLocator, app: FakeApp) -> None:
    app.answers["/api/v1/tasks"] = (200, b'{"tasks":[]}')
    asked = "ask('invoke', {path: '/api/v1/tasks', method: 'GET', invokeType: 'ui-remote-fetch'})"
    answer = call(custom_ui, asked)
    assert isinstance(answer, dict)
    assert (answer["success"], answer["payload"]["body"]) == (True, {"tasks": []})
    app.answers["/api/v1/tasks"] = (401, b"{}")
    assert "401 is reserved" in str(call(custom_ui, f"{asked}.catch((problem) => problem.message)"))
    assert "no functions" in str(
        call(custom_ui, "ask('invoke', {functionKey: 'x'}).catch((problem) => problem.message)")
    )


def test_request_remote_is_a_fetch_with_a_token_under_the_browsers_rules(
    sandbox: Sandbox, custom_ui: FrameLocator, app: FakeApp
) -> None:
    app.answers |= {"/api/v1/tasks": (200, b'{"tasks":[]}'), "/api/v1/other": (200, b"{}")}
    host = sandbox.url.replace("127.0.0.1", "acme.localhost")
    app.extra_headers = {"Access-Control-Allow-Origin": host, "Access-Control-Allow-Headers": "authorization"}
    wanted = "{remoteKey: 'backend', fetchRequestInit: {path: '/api/v1/tasks', headers: []}}"
    answer = call(custom_ui, f"ask('fetchRemote', {wanted})")
    assert isinstance(answer, dict)
    assert (answer["status"], answer["body"]) == (200, '{"tasks":[]}')
    sent = next(item for item in app.calls("/api/v1/tasks") if item.method == "GET")
    claims = jwt.decode(sent.headers["authorization"].removeprefix("Bearer "), options={"verify_signature": False})
    assert claims["principal"] == "712020:user"
    assert "x-forge-oauth-user" not in sent.headers


def test_request_remote_reaches_declared_remotes_only(custom_ui: FrameLocator) -> None:
    wanted = "{remoteKey: 'other', fetchRequestInit: {path: '/', headers: []}}"
    said = call(custom_ui, f"ask('fetchRemote', {wanted}).catch((problem) => problem.message)")
    assert "does not let the client fetch" in str(said)


def test_theme_flag_and_route_work_in_custom_ui(page: Page, custom_ui: FrameLocator) -> None:
    call(custom_ui, "ask('enableTheming')")
    expect(custom_ui.locator("html")).to_have_attribute("data-color-mode", "dark")
    page.locator("[data-theme-switch]").click()
    expect(custom_ui.locator("html")).to_have_attribute("data-color-mode", "light")
    call(custom_ui, "ask('showFlag', {id: 'f', title: 'Synced', type: 'success', actions: []})")
    expect(page.get_by_text("Synced")).to_be_visible()
    call(custom_ui, "ask('closeFlag', {id: 'f'})")
    expect(page.get_by_text("Synced")).to_have_count(0)
    call(custom_ui, "ask('createHistory').then((history) => { history.push('/users/1'); })")
    page.wait_for_url("**#!/users/1")


def test_unknown_bridge_action_is_rejected(custom_ui: FrameLocator) -> None:
    said = call(custom_ui, "ask('explode').catch((problem) => problem.message)")
    assert said == "The bridge does not know explode"

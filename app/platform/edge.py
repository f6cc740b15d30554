"""The one check before every request: what the matched view demands, and whether the caller brings it.

Deny by default: a view without a marker answers nobody. What is left behind the edge is a `Principal`;
no token passes. Every refusal of a token looks the same to the caller, whatever was wrong with it.
"""

from functools import partial
from http import HTTPStatus
from urllib.parse import unquote

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.domain.errors import Forbidden
from app.logs import bind_context, extend_context, get_logger, make_request_id
from app.platform.answers.packing import limit_packed
from app.platform.answers.problems import problem_response
from app.platform.answers.refusals import busy_response, crowded_response, key_host_response, unauthorized_response
from app.platform.authentication.connect_auth import (
    verify_api_request,
    verify_install_request,
    verify_notification_request,
    verify_page_request,
)
from app.platform.authentication.forge_auth import is_forge_request, read_trace, verify_event_request, verify_page_call
from app.platform.authentication.install_keys import KeyHostBusy, KeyHostUnavailable
from app.platform.authentication.invocation_tokens import Invocation
from app.platform.authentication.jws import TokenRefused
from app.platform.authentication.tokens import Claims
from app.platform.context import PlatformContext, current_context
from app.platform.guards import NEEDED_RIGHT, Guard, find_access, find_guard
from app.platform.limits.apart import ask_apart, is_apart
from app.platform.limits.bounds import find_bounds
from app.platform.limits.in_flight import hold_place, leave_places, pass_places_on
from app.platform.principal import Principal
from app.services.tenancy.access import Access
from app.services.tenancy.authority import forbid_right
from app.traces import place_request, span

_API = (Guard.ACCOUNT, *NEEDED_RIGHT)
_CHANGES = (Guard.ADMIN_FOR_CHANGE, Guard.RELEASE, Guard.CONFIGURATION)
# Of events only the refused ones count: Forge sends those of all tenants from a few addresses.
_UNAUTHENTICATED = (Guard.CONNECT_LIFECYCLE, Guard.CONNECT_NOTIFICATION, Guard.CONNECT_PAGE)
_log = get_logger(__name__)


def register_edge(app: Flask) -> None:
    """Put the check in front of every request of this app."""
    app.before_request(_begin)
    app.before_request(_enforce)
    app.after_request(_leave_when_whole)
    app.after_request(_note_answer)
    app.teardown_request(_end)
    app.extensions["find_largest_body"] = partial(find_largest_body, app)


def find_largest_body(app: Flask, method: str, path: str) -> int:
    """The largest body that an address takes, for the server, which can then refuse a larger one unread."""
    try:
        endpoint, _values = app.url_map.bind("").match(unquote(path), method)
    except HTTPException:
        return 0
    return find_bounds(app.view_functions[endpoint]).body_bytes


def current_lifecycle_claims() -> Claims:
    """Host instance that sent the present lifecycle event. Raises LookupError behind other guards."""
    claims = g.get("lifecycle_claims")
    if not isinstance(claims, Claims):
        raise LookupError("no lifecycle claims: this view is not guarded by a lifecycle marker")
    return claims


def current_invocation() -> Invocation:
    """Installation that the present event is about. Raises LookupError behind other guards."""
    invocation = g.get("invocation")
    if not isinstance(invocation, Invocation):
        raise LookupError("no invocation: this view is not guarded by the event marker")
    return invocation


def _begin() -> None:
    """One id for all that is logged of the request, whoever turns out to have sent it, and for its trace.

    What a caller says about traces is not believed: anybody could write into those of others.
    """
    request_id = make_request_id()
    bind_context(request_id=request_id)
    rule = request.url_rule
    if rule is None or find_guard(current_app.view_functions[rule.endpoint]) in (Guard.PUBLIC, Guard.ALWAYS, None):
        return
    name = f"{request.method} {rule.rule}"
    g.span = span(name, "server", at=place_request(request_id), method=request.method, route=rule.rule)
    g.span.__enter__()


def _note_answer(response: Response) -> Response:
    if "span" in g:
        g.span.note(status=response.status_code)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            g.span.fail(str(response.status_code))
    return response


def _end(error: BaseException | None) -> None:
    if "span" in g:
        g.pop("span").__exit__(type(error) if error else None, error, None)
    bind_context()  # what this thread does next is no part of the request


def _enforce() -> Response | None:
    if request.endpoint is None:
        return None  # nothing matched: the error handlers answer 404 or 405
    view = current_app.view_functions[request.endpoint]
    guard = find_guard(view)
    request.max_content_length = find_bounds(view).body_bytes
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge  # before the token, whose check costs more
    limit_packed(request.environ, request.max_content_length)
    if guard is Guard.ALWAYS:
        return None
    if guard is None:
        _log.error("unguarded_view_refused", endpoint=request.endpoint)
        return problem_response(403, "forbidden", "Forbidden", "This address is closed.")
    context = current_context()
    if not is_apart() and not _take_of_address(guard, context):
        return busy_response(is_page=guard is Guard.CONNECT_PAGE)
    return None if guard is Guard.PUBLIC else _admit(guard, context)


def _take_of_address(guard: Guard, context: PlatformContext) -> bool:
    """Whether the address may ask at all, before any work: nothing is read of its token but to know it again."""
    address = request.remote_addr or ""
    if guard is Guard.PUBLIC:
        return context.public_throttle.take(address)
    if guard in _UNAUTHENTICATED:
        return context.throttle.take(address)
    return context.doubted.may_ask(address, request.headers.get("Authorization", ""))


def _admit(guard: Guard, context: PlatformContext) -> Response | None:
    try:
        _identify(guard, context)
    except TokenRefused as refusal:
        # Of callers with a token that is right nothing is taken, wherever they come from.
        if guard not in _UNAUTHENTICATED and not context.refused_throttle.take(request.remote_addr or ""):
            context.doubted.doubt(request.remote_addr or "")
            return busy_response()
        _log.warning("request_refused", endpoint=request.endpoint, reason=str(refusal), claims=list(refusal.claims))
        return unauthorized_response(is_page=guard is Guard.CONNECT_PAGE, is_forge=is_forge_request())
    except KeyHostBusy:
        return busy_response()
    except KeyHostUnavailable:
        _log.error("key_host_unavailable")
        return key_host_response()
    if guard not in _UNAUTHENTICATED:
        context.doubted.trust(request.headers["Authorization"])
    if guard in _API and not is_apart() and (told := _refuse_by_share(guard, context)) is not None:
        return told
    if guard in NEEDED_RIGHT:
        g.access = find_access(is_change=guard is not Guard.ADMIN)
        require_allowed(g.access)
        if NEEDED_RIGHT[guard] not in g.access.rights:
            raise forbid_right()
    return None


def _refuse_by_share(guard: Guard, context: PlatformContext) -> Response | None:
    if not _take_share(guard, context):
        return busy_response()
    return None if _take_place(context) else crowded_response()


def _take_share(guard: Guard, context: PlatformContext) -> bool:
    """Take the request of the budgets of its tenant and person; False when one is used up."""
    principal: Principal = g.principal
    tenant = str(principal.tenant_id)
    if not context.tenant_throttle.take(tenant):
        return False
    if guard is Guard.ACCOUNT and request.method != "GET":
        # Anybody may paste a key to be tried, and the answer says what it is good for.
        return context.proof_throttle.take(f"{tenant}:{principal.account_id}")
    return guard not in _CHANGES or context.change_throttle.take(tenant)


def _take_place(context: PlatformContext) -> bool:
    """Count the request among those of its tenant and person; False when there are too many."""
    bounds, principal = find_bounds(current_app.view_functions[request.endpoint or ""]), g.principal
    leave = context.in_flight.enter(str(principal.tenant_id), principal.account_id, is_question=bounds.is_question)
    if leave is None:
        return False
    hold_place(request.environ, leave)
    if bounds.is_question:
        ask_apart()
    return True


def _leave_when_whole(response: Response) -> Response:
    """Leave once the answer is sent whole: what is written meanwhile keeps its place until then."""
    if response.is_streamed:
        pass_places_on(request.environ)
    else:
        leave_places(request.environ)
    return response


def _identify(guard: Guard, context: PlatformContext) -> None:
    if guard is Guard.CONNECT_LIFECYCLE:
        g.lifecycle_claims = verify_install_request(context)
    elif guard is Guard.CONNECT_NOTIFICATION:
        g.lifecycle_claims = verify_notification_request(context)
    elif guard is Guard.FORGE_EVENT:
        g.invocation = verify_event_request(context)
        extend_context(**read_trace())
    elif guard is Guard.CONNECT_PAGE:
        _set_principal(verify_page_request(context))
    elif is_forge_request():
        _set_principal(verify_page_call(context), **read_trace())
    else:
        _set_principal(verify_api_request(context))


def _set_principal(principal: Principal, **trace: str) -> None:
    g.principal = principal
    extend_context(tenant_id=principal.tenant_id, **trace)


def require_allowed(access: Access) -> None:
    """Raise Forbidden unless the person may use the app; the sentence says what to do about it."""
    if access.is_allowed:
        return
    if access.set_up != "done":
        raise Forbidden("setup_required", "Connect the organization first: only the set-up page works.")
    raise Forbidden(
        "not_admin", "Only admins of the organization can use Rollcall. Ask an organization admin for help."
    )

"""Every route of the app has bounds: narrow ones, unless it is listed here with the reason for more."""

from flask import Flask

from app.platform.guards import NEEDED_RIGHT, Guard, find_guard
from app.platform.limits.bounds import LISTS, NARROW, QUESTION, find_bounds

TAKES_LISTS = {
    *("search_users", "explain_user", "export_users", "export_users_part"),  # a filter with pasted people
    *("create_filter", "update_filter", "describe_filter", "preview_filter_change"),
    *("create_task", "update_task", "preview_task"),  # 20 actions with 100 groups each
    *("preview_bulk", "run_bulk"),  # a selection of 10,000 people
}
ASKS_MUCH = {
    *("download_result_json", "download_result_csv", "download_result_part"),  # the log of everybody in a run
    *("export_audit", "prove_audit"),  # the whole log
    *("list_changes", "export_changes", "export_changes_part"),  # counted, over as long as they are kept
    *("preview_undo", "get_dashboard", "get_dashboard_history"),
    "foresee_user",  # plans every task that names somebody
    "examine_organization",  # asks Atlassian a dozen times or two
}


def test_every_route_is_narrow_but_those_that_are_listed(app: Flask) -> None:
    bounds = {name.rpartition(".")[2]: find_bounds(view) for name, view in app.view_functions.items()}

    assert {name for name, one in bounds.items() if one == LISTS} == TAKES_LISTS
    assert {name for name, one in bounds.items() if one == QUESTION} == ASKS_MUCH
    assert {one for name, one in bounds.items() if name not in TAKES_LISTS | ASKS_MUCH} == {NARROW}
    assert len(bounds) > 60


def test_nobody_reaches_wide_bounds_without_being_an_admin(app: Flask) -> None:
    for view in app.view_functions.values():
        if find_bounds(view) is not NARROW:
            assert find_guard(view) in NEEDED_RIGHT, view


def test_the_narrow_bounds_are_narrow_and_the_wide_ones_end() -> None:
    assert NARROW.body_bytes <= 64 * 1024
    assert NARROW.values <= 5_000
    assert LISTS.body_bytes <= 4 * 1024 * 1024
    assert LISTS.values <= 50_000


def test_the_edge_bounds_the_body_of_every_route_before_it_looks_at_the_token(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if find_guard(view) in (None, Guard.PUBLIC, Guard.ALWAYS):
            continue
        path = rule.rule.replace("<path:name>", "x").replace("<account_id>", "x")
        for argument in rule.arguments:
            path = path.replace(f"<int:{argument}>", "1")
        most = find_bounds(view).body_bytes
        method = next(iter((rule.methods or set()) - {"OPTIONS", "HEAD"}))
        with app.test_request_context(path, method=method, data=b"x") as context:
            app.preprocess_request()
            assert context.request.max_content_length == most, rule

"""Builds the Connect descriptor's template, in the form of platform contract 3. Pure; writes nothing."""

from typing import Any

from descriptor import description

SINGLE_PAGES = ("configurePage", "postInstallPage")


def build_template() -> dict[str, Any]:
    """The whole descriptor with `${base_url}` and `${app_key}` in place of a deployment's values."""
    return {
        "key": description.APP_KEY,
        "name": description.NAME,
        "description": description.SUMMARY,
        "vendor": {"name": description.VENDOR_NAME, "url": description.BASE_URL},
        "baseUrl": description.BASE_URL,
        "links": {"self": f"{description.BASE_URL}/atlassian-connect.json"},
        "authentication": {"type": "jwt"},
        "apiVersion": 1,
        "enableLicensing": description.IS_LICENSED,
        "lifecycle": dict(description.LIFECYCLE),
        "scopes": list(description.SCOPES),
        "apiMigrations": {"gdpr": True, "signed-install": True, "context-qsh": True},
        "modules": _build_modules(),
    }


def _build_modules() -> dict[str, Any]:
    section = {
        "key": description.SECTION_KEY,
        "location": "admin_plugins_menu",
        "name": {"value": description.NAME},
    }
    modules: dict[str, Any] = {"webSections": [section]}
    for page in description.PAGES:
        if page.kind in SINGLE_PAGES:
            modules[page.kind] = _build_page(page)
        else:
            modules.setdefault(page.kind, []).append(_build_page(page))
    return modules


def _build_page(page: description.Page) -> dict[str, Any]:
    built: dict[str, Any] = {"key": page.key, "url": page.path, "name": {"value": page.label}}
    if page.location:
        built["location"] = page.location
    if page.condition:
        built["conditions"] = [{"condition": page.condition}]
    return built

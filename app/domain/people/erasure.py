"""Takes a person's address out of what admins and logs have written; their account id takes its place.

Whom a filter matches must not change with it: a pasted list matches the account id as well as the address, a search
text is left alone, because another text would find other people.
"""

import re
from collections.abc import Mapping
from typing import Any

FORMER_USER = "Former user"
"""What the mirror calls somebody whose account was closed."""
_SEARCH_TEXT = "text"


def erase_addresses(value: Any, account_ids: Mapping[str, str]) -> Any:
    """A JSON value or text without the given addresses (lower case → account id); the same value when none is there."""
    if not account_ids:
        return value
    # Whole addresses only: ann@acme.com is no part of joann@acme.com.
    anyone = "|".join(re.escape(address) for address in sorted(account_ids, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.%+'-])(?:{anyone})(?![\w-]|\.\w)", re.IGNORECASE)
    return _erase(value, pattern, account_ids)


def _erase(value: Any, pattern: re.Pattern[str], account_ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda found: account_ids[found[0].lower()], value)
    if isinstance(value, list):
        return [_erase(one, pattern, account_ids) for one in value]
    if isinstance(value, dict) and value.get("type") != _SEARCH_TEXT:
        return {name: _erase(one, pattern, account_ids) for name, one in value.items()}
    return value

"""JSON in the letters themselves: escapes would make three bytes out of one, of most languages."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class JsonLetters(DefaultJSONProvider):
    """Flask's own JSON without escapes, but for a text with halves of letters, which no encoding can carry."""

    ensure_ascii = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The object as text that can be sent."""
        text = super().dumps(obj, **kwargs)
        try:
            text.encode()
        except UnicodeEncodeError:
            return super().dumps(obj, **kwargs | {"ensure_ascii": True})
        return text

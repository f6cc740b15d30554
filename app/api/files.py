"""Answers that are files: written piece by piece while they are sent, so that memory stays constant."""

from collections.abc import Iterator

from flask import stream_with_context
from werkzeug.wrappers import Response

MIMETYPES = {"csv": "text/csv", "json": "application/json"}


def stream_file(pieces: Iterator[str], name: str, kind: str) -> Response:
    """A download called `name`.`kind`; `pieces` are made as they are sent, after the view has returned."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    # Not Flask's own class: spectree reads those to their end before it passes them on.
    return Response(stream_with_context(pieces), mimetype=MIMETYPES[kind], headers=headers)

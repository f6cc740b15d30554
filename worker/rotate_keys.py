"""`python -m worker.rotate_keys`: encrypts all stored secrets again under the first key of ENCRYPTION_KEYS.

Run it after every process has started with the new key in front and the old one behind it; afterwards the old
one may go. Ends with 1 when a secret could not be read.
"""

import sys

from app.logs import configure_logging, get_logger
from app.services.operating.key_rotation import rotate_keys
from app.settings import load_settings
from worker.context import build_context

logger = get_logger(__name__)


def main() -> int:
    """Compose and run one rotation."""
    settings = load_settings()
    configure_logging(settings.log_level)
    context = build_context(settings)
    rotation = rotate_keys(context.database, context.keyring)
    logger.info("keys_rotated", renewed=rotation.renewed, unreadable=rotation.unreadable)
    context.database.dispose()
    return 1 if rotation.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())

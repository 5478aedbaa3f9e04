"""Something that we live without for a while, logged without flooding the log."""

import logging
import time

logger = logging.getLogger("parvis.live")


class Outage:
    """Logs the first failure, one a minute after it, and the end."""

    repeat = 60.0

    def __init__(self, what: str) -> None:
        self.what = what
        self._since = self._said = 0.0

    def failed(self, error: BaseException) -> None:
        """Note a failure."""
        now = time.monotonic()
        if self._since and now - self._said < self.repeat:
            return
        self._since, self._said = self._since or now, now
        logger.warning("%s fails, trying on: %s: %s", self.what, type(error).__name__, error)
        logger.debug("Where it failed", exc_info=error)

    def over(self) -> None:
        """Note that it works."""
        if self._since:
            seconds = time.monotonic() - self._since
            self._since = 0.0
            logger.warning("%s works again after %.0f s", self.what, seconds)

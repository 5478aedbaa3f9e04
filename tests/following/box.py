"""A mail box that is a folder: what is in it has left, whatever became of the process that sent it."""

import os
import signal
from pathlib import Path

from django.core.mail.backends.filebased import EmailBackend


class MortalBackend(EmailBackend):
    """Puts each mail into `EMAIL_FILE_PATH`. Kills its process at the mail that `DIES` names:
    `before:2` before the second has left, `after:2` after it.
    """

    sent = 0

    def send_messages(self, messages):
        when, at = os.environ.get("DIES", "never:0").split(":")
        type(self).sent += 1
        if (when, int(at)) == ("before", self.sent):
            os.kill(os.getpid(), signal.SIGKILL)
        (message,) = messages
        folder = Path(self.file_path)
        (folder / f"{os.getpid()}-{self.sent}.eml").write_bytes(message.message().as_bytes())
        if (when, int(at)) == ("after", self.sent):
            os.kill(os.getpid(), signal.SIGKILL)
        return 1

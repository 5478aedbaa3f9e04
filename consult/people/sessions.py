"""Sessions in the database, which say so when they end: an open socket must not outlive them."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession

from consult.live import services as live


class SessionStore(DatabaseSession):
    """A session whose end closes the sockets that rest on it."""

    def flush(self) -> None:
        user_id = self.get(SESSION_KEY)
        super().flush()
        if user_id:
            live.access_changed(user_id)

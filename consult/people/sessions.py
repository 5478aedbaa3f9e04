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

    def delete(self, session_key: str | None = None) -> None:
        """End a session. Another than this one may be somebody's, signed in elsewhere."""
        other = session_key if session_key != self.session_key else None
        user_id = type(self)(other).get(SESSION_KEY) if other else None
        super().delete(session_key)
        if user_id:
            live.access_changed(user_id)

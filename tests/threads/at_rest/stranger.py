"""Those who read a page at rest."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

SECRET = "Zanzibar"


class Stranger(Client):
    """Somebody who is not signed in, at an address that is the site's own."""

    def read(self, address, **headers):
        """Return the page and how many queries it took."""
        with CaptureQueriesContext(connection) as captured:
            page = self.get(address, headers=headers)
        return page, len(captured)

    def html(self, address):
        page, _queries = self.read(address)
        assert page.status_code == 200
        return page.content.decode()


def is_given_a_copy(stranger, address):
    return stranger.read(address)[1] == 1

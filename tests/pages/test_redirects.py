"""What has moved leads on, with what was asked of it."""

import pytest
from wagtail.contrib.redirects.models import Redirect

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("link", "address"),
    [("/fr/neuve/", "/fr/neuve/?section=1&order=oldest"), ("/fr/neuve/?order=newest",) * 2],
)
def test_what_was_asked_of_an_address_that_moved_is_kept(scene, client, link, address):
    """A page that is translated gets an address of its own: links to its passages are older."""
    Redirect.objects.create(old_path="/fr/ancienne", redirect_link=link)
    answer = client.get("/fr/ancienne/?section=1&order=oldest")
    assert (answer.status_code, answer["Location"]) == (301, address)


def test_an_address_that_is_there_leads_nowhere_else(scene, client):
    assert client.get("/fr/?section=1").status_code == 200

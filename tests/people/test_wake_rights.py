"""Setting up a second factor wakes the rights of a role at once, and losing it ends them."""

import pytest
from django.core import mail

from consult.live.models import Event
from tests.cast import make_cast, make_stage
from tests.people.coming_in import prove, sign_in
from tests.people.test_second_factor import set_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_page_of_the_account_to_the_admin_and_back(client, settings):
    cast = make_cast(make_stage())
    settings.SECOND_FACTOR_FOR_ROLES = True
    sign_in(client, cast.publisher.email)
    assert client.get("/admin/").status_code == 403
    told = Event.objects.filter(type="access.changed", object_id=cast.publisher.pk)
    before = told.count()

    prove(client)
    set_up(client)

    assert client.get("/admin/").status_code == 200
    assert told.count() > before
    assert mail.outbox[-1].subject == "A second factor is set up"
    assert "127.0.0.1" not in mail.outbox[-1].body

    before = told.count()
    client.post("/en/account/second-factor/totp/deactivate/")
    assert client.get("/admin/").status_code == 403
    assert told.count() > before
    assert mail.outbox[-1].subject == "A second factor is removed"

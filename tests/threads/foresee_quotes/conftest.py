import pytest
from wagtail.models import GroupPagePermission

from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.factories.pages import let_edit
from tests.factories.people import make_user
from tests.threads.foresee_quotes.pages import WORDS


@pytest.fixture
def quote(stage, post):
    def make(exact=WORDS, **details):
        place = Place(stage.draft.pk, stage.text.key, Quote(exact))
        return post(place=place, **details)

    return make


@pytest.fixture
def editor(stage, cast):
    """Somebody who may write and publish the draft."""
    return let_edit(cast.drafter_civ, stage.consultation_page)


@pytest.fixture
def writer(stage, cast):
    """Somebody who may write the draft and not publish it."""
    user = let_edit(make_user("Plume"), stage.page)
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").delete()
    return user

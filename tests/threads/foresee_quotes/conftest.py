import pytest
from wagtail.models import GroupPagePermission
from wagtail_localize.models import StringTranslation, Translation

from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.factories.pages import let_edit, synchronise
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


@pytest.fixture
def translated(stage, english_page, quote):
    """The English page, whose quoted words its next publication takes away."""
    quote(language="en")
    synchronise(stage.page)
    translation = Translation.objects.get(
        source__object_id=stage.draft.pk, target_locale=english_page.locale
    )
    translation.source.update_from_db()
    segment = next(
        one
        for one in translation.source.stringsegment_set.select_related("string", "context")
        if WORDS in one.string.data
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=english_page.locale,
        context=segment.context,
        data="Everything will be published.",
    )
    return english_page

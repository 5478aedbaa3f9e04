"""A name for one consultation: taken, changed, given up, and refused."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone, translation

from consult.consultations import services as consultations
from consult.consultations.models import Consultation, ConsultationName
from consult.consultations.names.refusals import IsPublicName
from consult.core.pace import TooFast
from consult.live.models import Event
from consult.people.models import User, former_name, guest_name
from consult.people.names.refusals import NameOfStandIn, NameTaken
from consult.people.names.services import taking_name, why_not_name
from consult.threads import services as threads
from consult.threads.models import Comment, CommentTranslation, HeldText
from consult.threads.queries.organisations import vouched_by
from tests.consultations.names.naming import PSEUDONYM, choose, give_up, page_of
from tests.factories.people import make_user
from tests.moderation.house import hold, post_elsewhere
from tests.people.organising import make_organisation, speak_for

pytestmark = pytest.mark.django_db


def anew(person):
    return User.objects.get(pk=person.pk)


@pytest.fixture
def maia(cast, as_user):
    """The citizen's browser."""
    return as_user(cast.citizen)


# Choosing


def test_the_page_says_what_it_does_before_the_choice(stage, cast, maia, as_user):
    html = maia.get(page_of(stage.consultation)).content.decode()
    assert "Maïa L." in html
    assert html.count("<li>") >= 5
    assert 'name="name"' in html
    answer = as_user().get(page_of(stage.consultation))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_all_that_one_wrote_there_takes_the_name_at_once(stage, cast, post, maia):
    said = post("Mon avis.")
    held = hold(stage, cast.citizen)
    other = post("Un autre avis.", by=cast.neighbour)
    offered = threads.offer_translation(
        by=cast.citizen, comment_id=other.pk, language="en", body="Another opinion."
    ).translation
    elsewhere = post_elsewhere(stage, cast.citizen)
    before = Event.objects.filter(object_id=said.pk).count()

    answer = maia.post(page_of(stage.consultation), {"name": f"  {PSEUDONYM} "}, follow=True)

    assert answer.status_code == 200
    assert PSEUDONYM in answer.content.decode()
    for one in (said, held, other, offered, elsewhere):
        one.refresh_from_db()
    assert said.author_name == held.author_name == offered.by_name == PSEUDONYM
    assert other.author_name == "Ravi"
    assert elsewhere.author_name == "Maïa L."
    assert Event.objects.filter(object_id=said.pk).count() == before + 1
    page = maia.get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert f'<b class="author"><bdi>{PSEUDONYM}</bdi></b>' in page
    assert '<b class="author"><bdi>Maïa L.</bdi></b>' not in page


def test_what_one_writes_later_bears_it_through_the_page_and_the_api(stage, cast, post, maia):
    choose(cast.citizen, stage.consultation)
    maia.post(stage.url(), {"section": str(stage.text.key), "kind": "remark", "body": "Plus tard."})
    said = Comment.objects.get(source="Plus tard.")
    assert said.pseudonym == PSEUDONYM
    told = maia.get(f"/api/v1/comments/{said.pk}/").json()["author"]
    assert told["name"] == PSEUDONYM
    assert str(cast.citizen.pk) not in str(told)
    assert hold(stage, anew(cast.citizen)).pseudonym == PSEUDONYM


def test_a_changed_name_replaces_the_first_and_giving_it_up_brings_back_ones_own(
    stage, cast, post, maia
):
    said = post()
    maia.post(page_of(stage.consultation), {"name": PSEUDONYM})
    maia.post(page_of(stage.consultation), {"name": "Martinet"})
    said.refresh_from_db()
    assert said.author_name == "Martinet"
    assert ConsultationName.objects.get().name == "Martinet"
    answer = maia.post(page_of(stage.consultation), {"act": "give_up"})
    assert answer.status_code == 302
    said.refresh_from_db()
    assert said.author_name == "Maïa L."
    assert not ConsultationName.objects.exists()
    assert make_user(PSEUDONYM)  # free again


def test_giving_up_what_one_has_not_changes_nothing_and_costs_nothing(stage, cast, post, maia):
    """A button that is pressed twice."""
    post()
    before = Event.objects.count()
    for _turn in range(30):
        assert maia.post(page_of(stage.consultation), {"act": "give_up"}).status_code == 302
    assert Event.objects.count() == before
    assert maia.post(page_of(stage.consultation), {"name": PSEUDONYM}).status_code == 302


def test_a_refused_giving_up_says_nothing_of_the_other_form(stage, cast, as_user, settings):
    settings.PACE = {**settings.PACE, "name": (1, 900)}
    choose(cast.outsider, stage.consultation)
    answer = as_user(cast.outsider).post(page_of(stage.consultation), {"act": "give_up"})
    assert answer.status_code == 429
    page = BeautifulSoup(answer.content, "html.parser").main
    assert page.select_one("[role=alert]")
    assert not page.select(".error-summary, [aria-invalid=true]")


def test_ones_names_are_listed_by_consultation(stage, cast, maia):
    choose(cast.citizen, stage.consultation)
    html = maia.get("/fr/account/names/").content.decode()
    assert PSEUDONYM in html
    assert page_of(stage.consultation) in html


def test_the_box_says_under_which_name_one_writes(stage, cast, post, maia, as_user):
    address = f"{stage.page.url}?section={stage.text.key}"
    assert page_of(stage.consultation) in maia.get(address).content.decode()
    assert "<bdi>Maïa L.</bdi>" in maia.get(address).content.decode()
    choose(cast.citizen, stage.consultation)
    html = maia.get(address).content.decode()
    assert f"<bdi>{PSEUDONYM}</bdi>" in html
    assert f'data-reader="{PSEUDONYM}"' in html
    member = as_user(cast.drafter_gov).get(address).content.decode()
    assert "<bdi>Bastien</bdi>" in member
    assert page_of(stage.consultation) not in member
    assert page_of(stage.consultation) not in as_user().get(address).content.decode()


# Refusals


@pytest.mark.parametrize("role", ["drafter_gov", "moderator_civ", "publisher"])
def test_who_holds_a_role_speaks_under_their_public_name(stage, cast, as_user, role):
    browser = as_user(getattr(cast, role))
    html = browser.get(page_of(stage.consultation)).content.decode()
    assert 'class="refusal"' in html
    assert 'name="name"' not in html
    answer = browser.post(page_of(stage.consultation), {"name": PSEUDONYM})
    assert answer.status_code == 403
    assert not ConsultationName.objects.exists()


def test_who_is_given_a_role_later_keeps_the_name_on_earlier_words_alone(
    stage, cast, post, as_user
):
    choose(cast.citizen, stage.consultation)
    before = post("Avant.", by=anew(cast.citizen))
    consultations.add_member(
        consultation=stage.consultation,
        participant=cast.citizen,
        role="drafter",
        college="civil_society",
    )
    after = post("Après.", by=anew(cast.citizen))
    assert (before.author_name, after.author_name) == (PSEUDONYM, "Maïa L.")
    shown = {
        one["text"]: one["author"]
        for one in as_user().get(f"/api/v1/drafts/{stage.draft.pk}/comments/").json()["items"]
    }
    assert shown["Avant."]["roles"] == []
    assert shown["Après."]["roles"] == ["drafter"]
    fresh = Comment.objects.get(pk=before.pk)
    assert fresh.author_membership is None
    assert Comment.objects.get(pk=after.pk).author_membership is not None


@pytest.mark.parametrize("where", ["site", "here"])
def test_who_is_suspended_changes_nothing(stage, cast, maia, where):
    later = timezone.now() + timedelta(days=1)
    if where == "here":
        consultations.suspend(
            consultation=stage.consultation, participant=cast.citizen, until=later
        )
    else:
        User.objects.filter(pk=cast.citizen.pk).update(suspended_until=later)
    assert maia.post(page_of(stage.consultation), {"name": PSEUDONYM}).status_code == 403
    assert maia.post(page_of(stage.consultation), {"act": "give_up"}).status_code == 403
    assert not ConsultationName.objects.exists()


def test_one_changes_it_only_so_often(stage, cast, settings):
    settings.PACE = {**settings.PACE, "name": (1, 900)}
    User.objects.filter(pk=cast.citizen.pk).update(joined_at=timezone.now() - timedelta(days=9))
    choose(cast.citizen, stage.consultation)
    choose(cast.citizen, stage.consultation)  # the same again is no change
    with pytest.raises(TooFast):
        choose(cast.citizen, stage.consultation, "Martinet")


@pytest.fixture
def reserved(stage, cast):
    make_organisation("Ligue des oiseaux")
    choose(cast.neighbour, stage.consultation, "Colibri")


@pytest.mark.parametrize(
    "name",
    [
        *("Aurèle", "aurele", "C o l i b r i", "Ligue des Oiseaux", "Modérateur Paul", "Maïa L"),
        *("R\u0430vi", "former participant 3", "Ancien participant 12", "x@example.org", ""),
    ],
)
def test_names_of_others_and_of_ones_own_are_refused(stage, cast, maia, reserved, name):
    answer = maia.post(page_of(stage.consultation), {"name": name})
    assert answer.status_code in (403, 409, 422)
    assert not ConsultationName.objects.filter(participant=cast.citizen).exists()


def test_a_pseudonym_is_nobodys_public_name(stage, cast, as_user):
    choose(cast.citizen, stage.consultation)
    assert isinstance(why_not_name("HIRONDELLE"), NameTaken)
    assert isinstance(why_not_name("hirondelle", participant=cast.neighbour), NameTaken)
    assert why_not_name(PSEUDONYM, participant=cast.citizen) is None
    typed = {"public_name": "Hírondelle", "affiliation": "citizen", "language": "fr"}
    answer = as_user(cast.neighbour).post("/fr/account/profile/", typed)
    assert answer.status_code == 422
    assert anew(cast.neighbour).public_name == "Ravi"


def test_one_may_use_it_in_two_consultations_and_nobody_else_in_either(stage, cast):
    other = Consultation.objects.get(drafts=stage.other_draft.pk)
    choose(cast.citizen, stage.consultation)
    choose(cast.citizen, other)
    with pytest.raises(NameTaken):
        choose(cast.neighbour, other)
    with pytest.raises(IsPublicName):
        choose(cast.neighbour, other, "ravi")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_no_name_reads_like_those_by_which_the_site_calls_people(language):
    with translation.override(language):
        names = former_name(3), guest_name(12)
    for name in names:
        assert isinstance(why_not_name(name), NameOfStandIn)
        assert isinstance(why_not_name(name.upper()), NameOfStandIn)
        assert isinstance(why_not_name(f"  {name.replace(' ', '-')}"), NameOfStandIn)
    for name in ("Guest House", "Former participant", "Participant 3", "Zoé 12"):
        assert why_not_name(name) is None


# Organisations


def test_nobody_speaks_for_an_organisation_under_such_a_name(stage, cast, post):
    speak_for(cast.citizen, make_organisation(), confirmed=True)
    before = post(by=anew(cast.citizen))
    assert before.organisation is not None
    choose(cast.citizen, stage.consultation)
    after, elsewhere = post(by=anew(cast.citizen)), post_elsewhere(stage, anew(cast.citizen))
    before.refresh_from_db()
    assert before.organisation is None
    assert not before.organisation_confirmed
    assert after.organisation is None
    assert elsewhere.organisation is not None


def test_publishers_do_not_learn_that_they_take_part(stage, cast, post):
    post()
    assert cast.citizen in vouched_by(cast.publisher)
    choose(cast.citizen, stage.consultation)
    assert cast.citizen not in vouched_by(cast.publisher)


def test_what_was_said_for_the_government_stays_under_the_public_name(stage, cast, post):
    said = post(by=cast.drafter_gov)
    assert said.by_official
    membership = cast.drafter_gov.memberships.get()
    consultations.remove_member(membership)
    later = post(by=anew(cast.drafter_gov))
    choose(cast.drafter_gov, stage.consultation)
    said.refresh_from_db()
    later.refresh_from_db()
    assert (said.author_name, later.author_name) == ("Bastien", PSEUDONYM)


def test_translations_bear_it_too(stage, cast, post):
    said = post("Bonjour.")
    offered = threads.offer_translation(
        by=cast.neighbour, comment_id=said.pk, language="en", body="Hello."
    ).translation
    choose(cast.citizen, stage.consultation)
    threads.confirm_translation(by=anew(cast.citizen), translation_id=offered.pk)
    offered.refresh_from_db()
    assert offered.confirmed_by_name == PSEUDONYM
    give_up(cast.citizen, stage.consultation)
    assert CommentTranslation.objects.get().confirmed_by_name == "Maïa L."
    assert not HeldText.objects.exists()


def test_the_service_looks_again_as_it_writes(stage, cast):
    """A check before writing is no lock: whoever wrote a public name meanwhile is seen."""
    choose(cast.citizen, stage.consultation)
    with pytest.raises(NameTaken), taking_name("Hirondelle"):
        make_user(PSEUDONYM)

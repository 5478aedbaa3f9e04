"""Both colleges sign a text, and with the second signature it is published."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from consult.answers.models import Signature
from consult.answers.policy import signing as policy
from consult.answers.services import signatures
from consult.consultations import services as consultations
from consult.drafts.models import DraftPage, Version
from consult.people.organisations.services import declare_by_name
from tests.answers.signing import (
    address,
    last_revision,
    mark,
    numbers,
    sign,
    signed_for,
    soup_of,
    task_state,
    write,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

ORDERS = [("drafter_gov", "drafter_civ"), ("drafter_civ", "drafter_gov")]


@pytest.fixture
def page(stage):
    """The draft, with a text that nobody has signed."""
    return write(stage.page)


@pytest.mark.parametrize("order", ORDERS)
def test_the_second_signature_publishes_whichever_college_is_first(page, cast, order):
    first, second = (getattr(cast, name) for name in order)
    sign(page, first)
    assert numbers(page) == [1]
    sign(page, second)
    assert numbers(page) == [1, 2]
    assert signed_for(page) == ["civil_society", "government"]
    page = DraftPage.objects.get(pk=page.pk)
    assert (page.live, page.has_unpublished_changes) == (True, False)
    assert page.live_revision_id == page.latest_revision_id
    state = WorkflowState.objects.for_instance(page).get()
    assert state.status == WorkflowState.STATUS_APPROVED
    approved = {one.task.specific.college: one.finished_by for one in state.task_states.all()}
    assert approved == {"government": cast.drafter_gov, "civil_society": cast.drafter_civ}


def test_a_signature_says_who_when_and_in_the_name_of_whom(page, cast):
    declare_by_name(by=cast.drafter_gov, name="Ministère")
    signature = sign(page, cast.drafter_gov)
    assert (signature.organisation, signature.college) == ("Ministère", "government")
    assert signature.revision == last_revision(page)
    declare_by_name(by=cast.drafter_gov, name="Autre")
    signature.refresh_from_db()
    assert signature.organisation == "Ministère"


NOBODY_ELSE = [
    "publisher",
    "admin",
    "moderator_gov",
    "moderator_civ",
    "citizen",
    "outsider",
    "other_drafter",
    "inactive",
]


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_else_signs(page, stage, cast, as_user, who):
    """CVE-2026-40869: any signed-in user could accept amendments."""
    if who == "other_drafter":
        somebody = make_user("Oscar")
        consultations.add_member(
            consultation=stage.other_draft.consultation,
            participant=somebody,
            role="drafter",
            college="government",
        )
    elif who == "inactive":
        somebody = cast.drafter_gov
        somebody.is_active = False
        somebody.save()
    else:
        somebody = getattr(cast, who)
    for verb in (
        lambda: sign(page, somebody),
        lambda: signatures.submit(by=somebody, page=page, seen=mark(page)),
        lambda: signatures.ask_for_changes(by=somebody, page=page, seen=mark(page), note="Non."),
    ):
        with pytest.raises(policy.NotDrafter):
            verb()
    assert not Signature.objects.exists()
    if somebody.is_active:
        sent = {"act": "sign", "seen": mark(page)}
        status = as_user(somebody).post(address(page), sent).status_code
        assert status == (403 if who in ("publisher", "admin") else 404)
    assert numbers(page) == [1]


def test_a_college_signs_once(page, stage, cast):
    second = make_user("Berthe")
    consultations.add_member(
        consultation=stage.consultation, participant=second, role="drafter", college="government"
    )
    sign(page, cast.drafter_gov)
    for somebody in (cast.drafter_gov, second):
        with pytest.raises(policy.SignedAlready) as refused:
            sign(page, somebody)
        assert "Bastien" in str(refused.value)
    assert Signature.objects.count() == 1


def test_nobody_signs_for_both_colleges(page, stage, cast):
    """Ours to add: a drafter signing for both colleges, here by changing sides in between."""
    sign(page, cast.drafter_gov)
    membership = cast.drafter_gov.memberships.get()
    membership.college = "civil_society"
    consultations.save_member(membership)
    somebody = type(cast.drafter_gov).objects.get(pk=cast.drafter_gov.pk)
    with pytest.raises(policy.SignedForOther):
        sign(page, somebody)
    assert numbers(page) == [1]


def test_who_is_removed_signs_no_more_and_what_they_signed_stays(page, stage, cast):
    membership = cast.drafter_gov.memberships.get()
    sign(page, cast.drafter_gov)
    consultations.remove_member(membership)
    sign(page, cast.drafter_civ)
    assert signed_for(page) == ["civil_society", "government"]
    write(page, "<p>Autre chose.</p>")
    with pytest.raises(policy.NotDrafter):  # though it was read when they still had their seat
        sign(page, cast.drafter_gov)


# What was signed is what was seen


def test_an_edit_after_a_signature_voids_it(page, cast):
    """Ours to add: an edit after a signature."""
    first = sign(page, cast.drafter_gov)
    write(page, "<p>Rien ne sera publié.</p>")
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1]
    first.refresh_from_db()
    assert first.voided_at
    sign(page, cast.drafter_gov)
    assert numbers(page) == [1, 2]
    assert signed_for(page) == ["civil_society", "government"]


def test_a_text_saved_over_the_signed_one_voids_the_signature(page, cast):
    """Wagtail saves by itself while somebody types, over the revision that they made before."""
    page = write(page, "<p>Presque tout.</p>", by=cast.drafter_civ)
    first = sign(page, cast.drafter_gov)
    write(page, "<p>Presque rien.</p>", by=cast.drafter_civ, over=last_revision(page))
    assert last_revision(page) == first.revision
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1]
    first.refresh_from_db()
    assert first.voided_at


@pytest.mark.parametrize("over", [False, True])
def test_a_text_saved_between_look_and_signature_is_not_signed(page, cast, as_user, over):
    page = write(page, by=cast.drafter_civ)
    seen = mark(page)
    write(page, "<p>Rien.</p>", by=cast.drafter_civ, over=last_revision(page) if over else None)
    for act in ("submit", "sign", "dissent", "changes"):
        sent = {"act": act, "seen": seen, "note": "Nous ne sommes pas d’accord."}
        answer = as_user(cast.drafter_gov).post(address(page), sent)
        assert answer.status_code == 409
        assert "The text has changed" in answer.content.decode() or "Le texte" in (
            answer.content.decode()
        )
    assert not Signature.objects.exists()
    assert not WorkflowState.objects.exists()


def test_editing_sends_the_workflow_back_to_the_first_college(page, cast):
    sign(page, cast.drafter_gov)
    assert task_state(page).task.specific.college == "civil_society"
    page = write(page, "<p>Autre chose.</p>")
    (voided,) = signatures.void_outdated(page)
    assert voided.signer == cast.drafter_gov
    assert task_state(page).task.specific.college == "government"
    assert task_state(page).revision == last_revision(page)
    assert signatures.void_outdated(page) == []
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2]


def test_what_nobody_said_was_saved_is_found(page, stage, cast):
    first = sign(page, cast.drafter_gov)
    signatures.void_all_outdated()
    first.refresh_from_db()
    assert first.voided_at is None
    write(page, "<p>D’un fichier.</p>")
    signatures.void_all_outdated()
    first.refresh_from_db()
    assert first.voided_at


def test_what_is_published_is_not_signed_again(stage, page, cast):
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    with pytest.raises(policy.NothingToSign):
        sign(page, cast.drafter_gov)


def test_a_text_that_was_withdrawn_is_signed_anew_after_another_save(stage, page, cast):
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    DraftPage.objects.get(pk=page.pk).unpublish()
    with pytest.raises(policy.SignedBefore):
        sign(page, cast.drafter_gov)
    write(page)
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2, 3]
    assert signed_for(page) == ["civil_society", "government"]


def test_a_translation_is_not_signed(english_page, stage, cast):
    write(english_page)
    with pytest.raises(policy.FollowsOther):
        sign(english_page, cast.drafter_gov)


# Submitting, and asking for changes


def test_a_text_is_submitted_once(page, cast):
    signatures.submit(by=cast.drafter_civ, page=page, seen=mark(page))
    with pytest.raises(policy.SubmittedAlready):
        signatures.submit(by=cast.drafter_gov, page=page, seen=mark(page))


def test_changes_are_asked_for_and_the_text_is_signed_afterwards(page, cast, as_user):
    signatures.submit(by=cast.drafter_gov, page=page, seen=mark(page))
    browser = as_user(cast.drafter_civ)
    sent = {"act": "changes", "seen": mark(page), "note": "<b>Un mois</b> de plus."}
    assert browser.post(address(page), sent).status_code == 302
    shown = soup_of(browser.get(address(page)))
    assert "<b>Un mois</b> de plus." in shown.select_one(".notice-warning").get_text()
    write(page, "<p>Un mois de plus.</p>")
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1, 2]


def test_changes_are_asked_for_where_a_text_waits(page, cast):
    with pytest.raises(policy.WaitsForNobody):
        signatures.ask_for_changes(by=cast.drafter_gov, page=page, seen=mark(page), note="Non.")


@pytest.mark.parametrize(("act", "note"), [("dissent", " "), ("changes", ""), ("dance", "x")])
def test_a_note_that_is_missing_is_asked_for(page, cast, as_user, act, note):
    signatures.submit(by=cast.drafter_gov, page=page, seen=mark(page))
    sent = {"act": act, "seen": mark(page), "note": note}
    assert as_user(cast.drafter_gov).post(address(page), sent).status_code == 422
    assert not Signature.objects.exists()


def test_a_first_text_is_signed_before_anything_is_public(stage, cast, as_user):
    page = stage.consultation_page.add_child(
        instance=DraftPage(title="Neuf", slug="neuf", live=False, locale=stage.page.locale)
    )
    page.save_revision()
    browser = as_user(cast.drafter_gov)
    assert browser.get(address(page)).status_code == 200
    browser.post(address(page), {"act": "sign", "seen": mark(page)})
    assert not DraftPage.objects.get(pk=page.pk).live
    sign(page, cast.drafter_civ)
    assert DraftPage.objects.get(pk=page.pk).live
    assert numbers(page) == [1]


def test_publishing_at_a_later_time_keeps_both_signatures(page, cast):
    page = write(page, go_live_at=timezone.now() + timedelta(days=1))
    sign(page, cast.drafter_gov)
    sign(page, cast.drafter_civ)
    assert numbers(page) == [1]
    Revision.objects.filter(pk=page.latest_revision_id).update(
        approved_go_live_at=timezone.now() - timedelta(hours=1)
    )
    revision = last_revision(page)
    revision.content["go_live_at"] = (timezone.now() - timedelta(hours=1)).isoformat()
    revision.save(update_fields=["content"])
    write(page, "<p>Plus tard.</p>", go_live_at=None)
    signatures.void_all_outdated()
    call_command("publish_scheduled")
    assert numbers(page) == [1, 2]
    assert signed_for(page) == ["civil_society", "government"]
    text = Version.objects.filter(draft=page.translation_key).first().sections.get(kind="text").text
    assert "Tout sera publié" in text


def test_a_signed_text_that_moves_is_not_published_at_the_time_it_was_signed_for(page, stage, cast):
    page = write(page, go_live_at=timezone.now() + timedelta(days=1))
    sign(page, cast.drafter_gov), sign(page, cast.drafter_civ)
    revision = last_revision(page)
    assert revision.approved_go_live_at
    DraftPage.objects.filter(pk=stage.other_page.pk).update(slug="autre-projet")
    DraftPage.objects.get(pk=page.pk).move(stage.other_page.get_parent(), pos="last-child")
    type(revision).objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(hours=1)
    )
    before = numbers(page)
    call_command("publish_scheduled")
    assert numbers(page) == before


def test_a_text_that_comes_to_other_drafters_loses_its_signatures(page, stage, cast):
    first = sign(page, cast.drafter_gov)
    other = stage.other_page.get_parent()
    consultations.add_member(
        consultation=stage.other_draft.consultation,
        participant=cast.drafter_civ,
        role="drafter",
        college="civil_society",
    )
    DraftPage.objects.filter(pk=stage.other_page.pk).update(slug="autre-projet")
    page.move(other, pos="last-child")
    page = DraftPage.objects.get(pk=page.pk)
    first.refresh_from_db()
    assert first.voided_at
    somebody = type(cast.drafter_civ).objects.get(pk=cast.drafter_civ.pk)
    sign(page, somebody)
    assert numbers(page) == [1]

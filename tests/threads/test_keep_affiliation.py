"""A comment keeps the affiliation and the organisation under which it was written."""

import pytest

from consult.people.organisations import services
from consult.threads.models import Comment, HeldText
from consult.threads.services.release import publish_held
from tests.moderation.house import hold
from tests.people.organising import make_organisation, speak_for
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db

PROFILE = "/en/account/profile/"


def say(browser, stage, body):
    typed = {"section": str(stage.text.key), "kind": "remark", "body": body}
    return browser.post(stage.url(), typed)


def spoken(comment):
    comment = Comment.objects.get(pk=comment.pk)
    organisation = comment.organisation.name if comment.organisation else ""
    return comment.affiliation, organisation, comment.organisation_confirmed


def article(soup, comment):
    return " ".join(soup.select_one(f"#c-{comment.pk} header").get_text(" ").split())


def test_two_comments_before_and_after_a_change(stage, cast, as_user):
    """Through the site: who changes affiliation and organisation rewrites nothing."""
    browser = as_user(cast.citizen)
    say(browser, stage, "Avant.")
    before = Comment.objects.get()
    as_they_are = {"public_name": "Maïa L.", "language": "fr"}
    browser.post(PROFILE, {**as_they_are, "affiliation": "private_sector"})
    browser.post(f"{PROFILE}organisation/new/", {"name": "Armement du Delta", "kind": "company"})
    say(browser, stage, "Après.")
    after = Comment.objects.exclude(pk=before.pk).get()
    services.confirm(by=cast.admin, member_id=cast.citizen.organisation_member.pk)
    browser.post(PROFILE, {**as_they_are, "affiliation": "press"})
    say(browser, stage, "Confirmée.")
    last = Comment.objects.exclude(pk__in=[before.pk, after.pk]).get()
    browser.post(f"{PROFILE}organisation/", {"act": "leave"})
    browser.post(PROFILE, {**as_they_are, "affiliation": "academia"})

    assert spoken(before) == ("citizen", "", False)
    assert spoken(after) == ("private_sector", "Armement du Delta", False)
    assert spoken(last) == ("press", "Armement du Delta", True)

    soup = soup_of(as_user().get(f"/en/drafts/{stage.draft.pk}/discussion/"))
    assert "Armement" not in article(soup, before)
    assert "citizen" in article(soup, before)
    assert "for Armement du Delta declared" in article(soup, after)
    assert "private sector" in article(soup, after)
    assert "for Armement du Delta confirmed" in article(soup, last)
    told = as_user().get(f"/api/v1/comments/{last.pk}/").json()["author"]
    assert (told["affiliation"], told["organisation"]) == ("press", "Armement du Delta")
    assert told["organisation_confirmed"] is True
    assert told["organisation_id"] == str(last.organisation_id)


def test_an_edit_changes_neither(stage, cast, as_user, post):
    comment = post("Avant.")
    speak_for(cast.citizen, make_organisation())
    cast.citizen.affiliation = "press"
    cast.citizen.save()
    browser = as_user(cast.citizen)
    browser.post(f"/fr/comments/{comment.pk}/edit/", {"body": "Après."})
    assert spoken(comment) == ("citizen", "", False)


def test_held_words_keep_it_until_they_are_public(stage, cast, post):
    organisation = make_organisation()
    member = speak_for(cast.citizen, organisation, confirmed=True)
    held = hold(stage, cast.citizen)
    services.refuse(by=cast.admin, member_id=member.pk)
    held = HeldText.objects.get(pk=held.pk)
    assert (held.organisation, held.organisation_confirmed) == (organisation, True)
    comment = publish_held(held)
    assert spoken(comment) == ("citizen", "Collectif Climat ouvert", True)


def test_a_record_that_is_renamed_is_still_the_same_organisation(stage, cast, post):
    organisation = make_organisation()
    speak_for(cast.citizen, organisation, owner=True)
    comment = post("Oui.")
    services.change_record(
        by=cast.citizen, organisation=organisation, details={"name": "Climat", "kind": "company"}
    )
    assert spoken(comment) == ("citizen", "Climat", True)


# Filters


def test_threads_are_chosen_by_organisation(stage, cast, as_user, post):
    organisation = make_organisation()
    speak_for(cast.neighbour, organisation)
    theirs, other = post("Pour eux.", by=cast.neighbour), post("Pour moi.")
    for address in (
        f"/fr/drafts/{stage.draft.pk}/discussion/?organisation={organisation.pk}",
        f"{stage.page.url}?section={stage.text.key}&organisation={organisation.pk}",
    ):
        soup = soup_of(as_user().get(address))
        assert soup.select_one(f"#c-{theirs.pk}")
        assert not soup.select_one(f"#c-{other.pk}")
        chosen = soup.select_one("select[name=organisation] option[selected]")
        assert chosen.get_text() == "Collectif Climat ouvert"
    told = as_user().get(
        f"/api/v1/drafts/{stage.draft.pk}/comments/?organisation={organisation.pk}"
    )
    assert [one["id"] for one in told.json()["items"]] == [str(theirs.pk)]


def test_the_filter_is_not_offered_where_nobody_spoke_for_one(stage, as_user, post):
    post("Pour moi.")
    make_organisation()
    soup = soup_of(as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/"))
    assert not soup.select("select[name=organisation]")


@pytest.mark.parametrize("name", ["x", "1' OR 1=1 --", "organisation__name", "%00"])
def test_a_filter_is_a_key_and_nothing_else(stage, as_user, name):
    """CVE-2026-45377: filters are enumerated names, never strings that reach SQL."""
    answer = as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/", {"organisation": name})
    assert answer.status_code == 422
    answer = as_user().get(f"/api/v1/drafts/{stage.draft.pk}/comments/", {"organisation": name})
    assert answer.status_code == 422


def test_hidden_words_are_found_by_no_filter(stage, cast, as_user, post, hide):
    organisation = make_organisation()
    speak_for(cast.citizen, organisation)
    comment = post("Caché.")
    hide(comment)
    soup = soup_of(
        as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/?organisation={organisation.pk}")
    )
    assert not soup.select_one(f"#c-{comment.pk}")
    assert as_user().get(f"/fr/organisations/{organisation.pk}/").status_code == 404

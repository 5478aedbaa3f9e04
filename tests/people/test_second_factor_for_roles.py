"""Whoever holds a role acts only with a second factor; without one they are anybody.

Every verb of every role is walked through with the setting on, first asleep, then awake.
"""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import PageViewRestriction

from consult.consultations import groups, policy
from consult.consultations.models import MemberGroup, Role
from consult.moderation import desk as desks
from consult.moderation.models import Decision
from consult.people.models import User
from consult.people.policy import SecondFactorFirst
from tests.answers.answering import begin, publish
from tests.api.client import Script, problem
from tests.api.desk import make_desk
from tests.api.test_who_may import BODIES, DECIDING, OF_DRAFTERS, OF_MODERATORS, OPERATIONS, fill
from tests.people.coming_in import prove, sign_in
from tests.people.factors import code_of, give_app

pytestmark = pytest.mark.django_db

CODE = "second_factor_first"
SENTENCE = "Your role acts only with a second factor"
SET_UP = "/en/account/second-factor/"


@pytest.fixture
def required(settings):
    """Switch the rule on, as in production, once the site is there."""

    def switch(cast):
        settings.SECOND_FACTOR_FOR_ROLES = True
        for person in vars(cast).values():
            groups.seat(person)

    return switch


@pytest.fixture
def script():
    def speak(user):
        client = Script()
        client.force_login(user)
        return client

    return speak


def anew(user):
    return User.objects.get(pk=user.pk)


# The API


@pytest.mark.parametrize("who", ["moderator_gov", "moderator_civ"])
@pytest.mark.parametrize("name", [*OF_MODERATORS, *DECIDING])
def test_a_moderator_without_one_moderates_nothing(stage, cast, post, script, required, name, who):
    desk = make_desk(stage, cast, post)
    required(cast)
    method, address = next((one[0], one[1]) for one in OPERATIONS if one[2] == name)
    before = Decision.objects.count()
    at = fill(address, stage, desk.comment, **desk.named)

    answer = script(getattr(cast, who)).ask(method, at, BODIES.get(name))
    problem(answer, 403, CODE)
    assert Decision.objects.count() == before

    give_app(getattr(cast, who))
    answer = script(getattr(cast, who)).ask(method, at, BODIES.get(name))
    assert answer.json().get("code") != CODE


@pytest.mark.parametrize("who", ["drafter_gov", "drafter_civ"])
@pytest.mark.parametrize("name", OF_DRAFTERS)
def test_a_drafter_without_one_answers_nothing(stage, cast, post, script, required, name, who):
    comment = post()
    first = begin if name in ("change_answer", "discard_answer", "publish_answer") else publish
    found = first(cast.drafter_civ, comment)
    required(cast)
    method, address = next((one[0], one[1]) for one in OPERATIONS if one[2] == name)
    at = fill(address, stage, comment, answer_id=found.pk)

    problem(script(getattr(cast, who)).ask(method, at, BODIES.get(name)), 403, CODE)

    give_app(getattr(cast, who))
    answer = script(getattr(cast, who)).ask(method, at, BODIES.get(name))
    assert answer.status_code == 204 or answer.json().get("code") != CODE


# Pages


def pages(stage, comment):
    """What is for members only: role → method and address."""
    draft, consultation = stage.draft.pk, stage.consultation.pk
    drafting, moderation = f"/en/drafting/{draft}/", f"/en/moderation/{consultation}/"
    admin = [
        ("GET", "/admin/"),
        ("GET", f"/admin/pages/{stage.page.pk}/edit/"),
        ("POST", f"/admin/pages/{stage.page.pk}/edit/"),
    ]
    return {
        "drafter_gov": [
            ("GET", drafting),
            ("POST", f"{drafting}chosen/"),
            ("GET", f"{drafting}contributions/{comment.pk}/"),
            ("POST", f"{drafting}contributions/{comment.pk}/"),
            ("GET", f"{drafting}answers/new/?contribution={comment.pk}"),
            ("POST", f"{drafting}answers/new/"),
            ("GET", f"{drafting}signing/"),
            ("POST", f"{drafting}signing/"),
            *admin,
        ],
        "moderator_gov": [
            ("GET", f"/en/moderation/comments/{comment.pk}/"),
            ("POST", f"/en/moderation/comments/{comment.pk}/"),
            ("GET", f"{moderation}queue/"),
            ("GET", f"{moderation}queue/rows/"),
            ("POST", f"{moderation}queue/many/"),
            ("POST", f"{moderation}classifier/"),
            ("GET", f"{moderation}replies/"),
            ("POST", f"{moderation}replies/"),
            ("GET", "/admin/"),
        ],
        "publisher": [
            ("GET", f"{drafting}signing/"),
            ("GET", "/admin/memberships/"),
            ("GET", "/admin/memberships/add/"),
            *admin,
        ],
        "admin": [
            ("GET", f"{drafting}signing/"),
            ("GET", "/admin/users/"),
            ("GET", "/admin/memberships/"),
            *admin,
        ],
    }


@pytest.mark.parametrize("who", ["drafter_gov", "moderator_gov", "publisher", "admin"])
def test_no_page_of_a_role_opens_without_one(stage, cast, post, as_user, required, who):
    comment = post()
    required(cast)
    User.objects.update(language="en")
    browser = as_user(getattr(cast, who))
    for method, address in pages(stage, comment)[who]:
        answer = browser.generic(method, address)
        assert answer.status_code == 403, (method, address, answer.status_code)
        html = answer.content.decode()
        assert SENTENCE in html, address
        link = BeautifulSoup(html, "html.parser").select_one("main a[href*=second-factor]")
        assert link, address
        fragment = browser.generic(method, address, headers={"HX-Request": "true"})
        assert fragment.status_code == 403, address

    give_app(getattr(cast, who))
    for method, address in pages(stage, comment)[who]:
        if method == "GET" and not (who == "moderator_gov" and address == "/admin/"):
            answer = browser.get(address)
            assert answer.status_code in (200, 302), (address, answer.status_code)
            assert SENTENCE not in answer.content.decode()


@pytest.mark.parametrize("who", ["drafter_gov", "moderator_gov", "publisher", "admin"])
def test_they_read_and_comment_as_anybody(stage, cast, as_user, required, who):
    required(cast)
    browser = as_user(getattr(cast, who))
    assert browser.get(stage.page.url).status_code == 200
    typed = {"section": str(stage.text.key), "body": "Quel mois ?", "language": "fr"}
    assert browser.post(stage.url(), typed).status_code in (201, 302)
    said = stage.draft.comments.get(author=getattr(cast, who))
    assert not said.by_official


def test_a_page_on_which_the_role_means_something_says_so(stage, cast, as_user, required):
    required(cast)
    browser = as_user(cast.moderator_gov)
    where = f"{stage.page.url}?section={stage.text.key}"
    assert "second-factor" in browser.get(where).content.decode()
    give_app(cast.moderator_gov)
    assert "second-factor" not in browser.get(where).content.decode()


def test_who_signs_in_learns_it_at_once(stage, cast, client, required):
    required(cast)
    sign_in(client, cast.drafter_gov.email, next=SET_UP)
    html = client.get(SET_UP).content.decode()
    assert html.count(SENTENCE) >= 2  # the message, and the page itself


def test_the_last_one_is_not_removed_without_a_word(stage, cast, client, required):
    required(cast)
    give_app(cast.drafter_gov)
    give_app(cast.citizen)
    said = "the role sleeps until you set up another"
    for person, told in ((cast.drafter_gov, True), (cast.citizen, False)):
        browser = client.__class__()
        sign_in(browser, person.email)
        browser.post(f"{SET_UP}authenticate/", {"code": code_of()})
        prove(browser)
        page = browser.get(f"{SET_UP}totp/deactivate/")
        assert (said in page.content.decode()) is told


# Wagtail's groups, and sockets


@pytest.mark.parametrize("who", ["drafter_gov", "publisher"])
def test_groups_follow(stage, cast, required, who):
    person = getattr(cast, who)

    def is_seated():
        return MemberGroup.objects.filter(group__user=person).exists()

    assert is_seated()
    required(cast)
    assert not is_seated()
    assert not stage.page.permissions_for_user(anew(person)).can_edit()
    authenticator = give_app(person)
    assert is_seated()
    assert stage.page.permissions_for_user(anew(person)).can_edit()
    authenticator.delete()
    groups.seat(person)
    assert not is_seated()


def test_a_moderator_without_one_hears_nothing_of_the_desk(stage, cast, required):
    desk = desks.desk_of(stage.consultation.pk)
    assert desks.may_listen(desk, anew(cast.moderator_gov))
    required(cast)
    assert not desks.may_listen(desk, anew(cast.moderator_gov))
    give_app(cast.moderator_gov)
    assert desks.may_listen(desk, anew(cast.moderator_gov))


def test_recovery_codes_alone_are_none(stage, cast, required):
    required(cast)
    Authenticator.objects.create(user=cast.drafter_gov, type="recovery_codes", data={})
    with pytest.raises(SecondFactorFirst):
        policy.acting_membership(anew(cast.drafter_gov), stage.consultation, Role.DRAFTER)


def test_a_key_is_one(stage, cast, required):
    required(cast)
    Authenticator.objects.create(user=cast.drafter_gov, type="webauthn", data={})
    assert policy.membership_of(anew(cast.drafter_gov), stage.consultation, Role.DRAFTER)


def test_an_administrator_without_one_reads_no_private_page(
    stage, cast, as_user, required, close_page
):
    required(cast)
    assert as_user(cast.admin).get(stage.page.url).status_code in (302, 403, 404)


@pytest.fixture
def close_page(stage, cast):
    """Open the consultation to a group of nobody."""
    restriction = PageViewRestriction.objects.create(
        page=stage.consultation_page, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="Nobody"))


@pytest.mark.parametrize("who", [None, "citizen"])
def test_it_costs_those_without_a_role_nothing(
    stage, cast, as_user, post, settings, who, django_assert_max_num_queries
):
    """No query more on any page, for strangers and for people without a role."""
    post()
    browser = as_user(getattr(cast, who) if who else None)
    addresses = ["/fr/", stage.page.url, f"{stage.page.url}?section={stage.text.key}"]
    addresses += ["/en/account/profile/"] if who else []
    for address in addresses:
        browser.get(address)
        counts = []
        for needed in (False, True):
            settings.SECOND_FACTOR_FOR_ROLES = needed
            with django_assert_max_num_queries(200) as asked:
                browser.get(address)
            counts.append(len(asked))
        assert counts[0] == counts[1], address


# Commands


def test_who_has_lost_everything_is_let_in_again_by_an_operator(stage, cast, client, required):
    required(cast)
    give_app(cast.drafter_gov)
    sign_in(client, cast.drafter_gov.email)
    client.post(f"{SET_UP}authenticate/", {"code": code_of()})
    Authenticator.objects.create(user=cast.drafter_gov, type="webauthn", data={})
    assert client.get("/en/account/profile/").status_code == 200

    call_command("forget_second_factor", cast.drafter_gov.email.upper(), stdout=StringIO())

    assert client.get("/en/account/profile/").status_code == 302
    assert not Authenticator.objects.filter(user=cast.drafter_gov).exists()
    assert not MemberGroup.objects.filter(group__user=cast.drafter_gov).exists()
    with pytest.raises(CommandError):
        call_command("forget_second_factor", "nobody@example.org")


def test_groups_are_brought_in_step_after_the_setting_changed(stage, cast, settings):
    settings.SECOND_FACTOR_FOR_ROLES = True
    call_command("seat_members", stdout=StringIO())
    assert not MemberGroup.objects.filter(group__user=cast.publisher).exists()
    settings.SECOND_FACTOR_FOR_ROLES = False
    call_command("seat_members", stdout=StringIO())
    assert MemberGroup.objects.filter(group__user=cast.publisher).exists()

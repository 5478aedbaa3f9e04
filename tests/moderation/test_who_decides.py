"""Who may decide on what: every verb, every role, here and in another consultation.

CVE-2026-40869: any signed-in user could accept or reject amendments. So verb × role × object.
"""

import pytest

from consult.consultations import services as consultations
from consult.core.errors import NotAllowed
from consult.moderation import services
from consult.moderation.models import Decision
from consult.moderation.refusals import OwnComment
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Place, Said

pytestmark = pytest.mark.django_db

HERE = ["moderator_gov", "moderator_civ"]
ELSEWHERE = ["outsider"]
NOWHERE = ["citizen", "neighbour", "drafter_gov", "drafter_civ", "publisher", "admin"]
MATRIX = [
    (role, place, role in (HERE if place == "here" else ELSEWHERE))
    for role in (*HERE, *ELSEWHERE, *NOWHERE)
    for place in ("here", "elsewhere")
]
VERBS = ["hide", "restore"]


@pytest.fixture
def comments(stage, cast, post, hide):
    """By place and by the verb that is possible: comments by somebody who is nobody above."""
    author = User.objects.create_user("x@example.org", None, public_name="Xénia")
    there = Place(stage.other_draft.pk)
    made = {
        ("here", "hide"): post("Ici.", by=author),
        ("here", "restore"): post("Ici, caché.", by=author),
        ("elsewhere", "hide"): threads.post_comment(
            by=author, place=there, said=Said("Là.", "fr")
        ).comment,
        ("elsewhere", "restore"): threads.post_comment(
            by=author, place=there, said=Said("Là, caché.", "fr")
        ).comment,
    }
    services.hide_comment(
        by=cast.moderator_gov,
        comment_id=made["here", "restore"].pk,
        article_id=stage.articles[0].pk,
    )
    services.hide_comment(
        by=cast.outsider,
        comment_id=made["elsewhere", "restore"].pk,
        article_id=stage.other_draft.consultation.charter_articles.first().pk,
    )
    return made


def act(verb, by, comment):
    if verb == "restore":
        return services.restore_comment(by=by, comment_id=comment.pk)
    article = comment.draft.consultation.charter_articles.first()
    return services.hide_comment(by=by, comment_id=comment.pk, article_id=article.pk)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("role", "place", "may"), MATRIX)
def test_the_service_asks_for_this_actor_on_this_object(cast, comments, verb, role, place, may):
    comment, by = comments[place, verb], getattr(cast, role)
    before = Decision.objects.count()
    if may:
        assert act(verb, by, comment).moderator == by
        return
    with pytest.raises(NotAllowed):
        act(verb, by, comment)
    assert Decision.objects.count() == before
    assert Comment.objects.get(pk=comment.pk).status == ("visible" if verb == "hide" else "hidden")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("role", "place", "may"), MATRIX)
def test_the_address_tells_nothing_to_those_who_may_not(
    cast, comments, as_user, verb, role, place, may
):
    """CVE-2026-45086: participants opened an admin editor by its address."""
    comment, browser = comments[place, verb], as_user(getattr(cast, role))
    article = comment.draft.consultation.charter_articles.first()
    address = f"/fr/moderation/comments/{comment.pk}/"
    before = Comment.objects.get(pk=comment.pk).status

    shown = browser.get(address)
    done = browser.post(address, {"action": verb, "article": article.pk})

    assert (shown.status_code, done.status_code) == ((200, 302) if may else (404, 404))
    assert (Comment.objects.get(pk=comment.pk).status != before) == may
    assert ("Ici" in shown.content.decode() or "Là" in shown.content.decode()) == may


def test_strangers_are_asked_to_sign_in(stage, comments, as_user):
    address = f"/fr/moderation/comments/{comments['here', 'hide'].pk}/"
    for answer in (as_user().get(address), as_user().post(address, {"action": "hide"})):
        assert answer["Location"] == f"/fr/account/login/?next={address}"


@pytest.mark.parametrize("role", ["citizen", "drafter_gov", "publisher", "outsider", "admin"])
def test_only_moderators_here_are_offered_to_hide(stage, cast, comments, as_user, role):
    address = f"{stage.page.url}?section={stage.text.key}"
    assert "act-moderate" not in as_user(getattr(cast, role)).get(address).content.decode()
    assert "act-moderate" in as_user(cast.moderator_gov).get(address).content.decode()


# Not on oneself


def test_not_on_ones_own_comment(stage, cast, post, as_user):
    """Ours: a moderator deciding on themselves."""
    own = post("Mon avis.", by=cast.moderator_gov)
    with pytest.raises(OwnComment):
        act("hide", cast.moderator_gov, own)
    answer = as_user(cast.moderator_gov).post(
        f"/en/moderation/comments/{own.pk}/", {"action": "hide", "article": stage.articles[0].pk}
    )
    assert answer.status_code == 403
    assert "Nobody decides on their own comment" in answer.content.decode()
    assert act("hide", cast.moderator_civ, own)
    with pytest.raises(OwnComment):
        act("restore", cast.moderator_gov, own)


def test_not_on_a_reply_to_oneself(cast, post):
    own = post("Mon avis.", by=cast.moderator_gov)
    reply = post("Je ne suis pas d’accord.", by=cast.citizen, in_reply_to=own.pk)
    with pytest.raises(OwnComment):
        act("hide", cast.moderator_gov, reply)
    assert act("hide", cast.moderator_civ, reply)


def test_on_a_reply_to_somebody_else_in_ones_own_thread(cast, post):
    own = post("Mon avis.", by=cast.moderator_gov)
    reply = post("Non.", by=cast.citizen, in_reply_to=own.pk)
    second = post("Si.", by=cast.neighbour, in_reply_to=reply.pk)
    assert act("hide", cast.moderator_gov, second)


# No longer


def test_a_role_that_was_taken_away_decides_no_more(cast, comments):
    for membership in cast.moderator_gov.memberships.all():
        consultations.remove_member(membership)
    by = User.objects.get(pk=cast.moderator_gov.pk)
    with pytest.raises(NotAllowed):
        act("hide", by, comments["here", "hide"])


def test_a_deactivated_account_decides_no_more(cast, comments):
    cast.moderator_gov.is_active = False
    cast.moderator_gov.save()
    with pytest.raises(NotAllowed):
        act("hide", cast.moderator_gov, comments["here", "hide"])

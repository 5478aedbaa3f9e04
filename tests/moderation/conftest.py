"""Words before the moderators, and the queue in which they find them."""

import pytest
from django.core import mail

from consult.consultations.models import CharterArticle
from consult.moderation import services
from consult.moderation.models import Case, Cause
from consult.moderation.services import Notice
from consult.people.models import User
from consult.threads.models import HeldText
from tests.moderation.house import decide


@pytest.fixture
def queue(stage):
    return f"/en/moderation/{stage.consultation.pk}/queue/"


@pytest.fixture
def page(queue, as_user, cast):
    """Return the queue as a moderator of the government reads it."""

    def read(query="", by=None, **headers):
        answer = as_user(by or cast.moderator_gov).get(f"{queue}{query}", headers=headers)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def report(stage, cast):
    def act(comment, *, by=None, words="", article=0):
        notice = Notice(article_id=stage.articles[article].pk, words=words, language="fr")
        services.report_comment(by=by or cast.neighbour, comment_id=comment.pk, notice=notice)
        return Case.objects.get(comment=comment, cause=Cause.REPORTED, closed_at=None)

    return act


@pytest.fixture
def hold(stage, cast):
    """Hold words as screening does, and put them before the moderators."""

    def act(words="En attente", *, campaign=None, by=None, grounds=("links",), **more):
        held = HeldText.objects.create(
            draft=stage.draft,
            section=stage.text,
            author=by or cast.citizen,
            grounds=[{"code": code} for code in grounds],
            kind="remark",
            affiliation="citizen",
            language="fr",
            source=words,
            html=f"<p>{words}</p>",
            **more,
        )
        return services.open_case(held, Cause.HELD, campaign=campaign)

    return act


# Decisions about the citizen, who is told


@pytest.fixture
def insult(english_page, post):
    return post("Imbécile !")


@pytest.fixture
def hiding(stage, cast, insult):
    """A provisional hiding of the citizen's comment, by government."""
    CharterArticle.objects.filter(pk=stage.articles[0].pk).update(
        titles={"fr": "Respect", "en": "Courtesy"},
        explanations={"fr": "Des idées, pas des personnes.", "en": "Ideas, not people."},
    )
    return decide(stage, cast.moderator_gov, insult, "hide", "Vous insultez votre voisine.")


@pytest.fixture
def tell(cast, django_capture_on_commit_callbacks):
    """Do something, and return the mails that the citizen is sent about it."""
    User.objects.filter(pk=cast.citizen.pk).update(language="en")

    def act(work, *arguments, **more):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            work(*arguments, **more)
        return [one for one in mail.outbox if one.to == [cast.citizen.email]]

    return act

"""Words before the moderators, and the queue in which they find them."""

import pytest

from consult.moderation import services
from consult.moderation.models import Case, Cause
from consult.moderation.services import Notice
from consult.threads.models import HeldText


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

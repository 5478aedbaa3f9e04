"""Completing: by publishers, once it is over, and never past somebody's unanswered contribution in silence."""

import pytest
from wagtail.models import PageLogEntry

from consult.answers.models import Completion
from consult.answers.policy import completing
from consult.answers.queries.coverage import standing_of
from consult.answers.services.completion import complete_consultation, reopen_consultation
from consult.core.errors import NotAllowed, NotFound
from consult.core.ids import new_id
from consult.core.text import TooLong
from tests.answers.closing import close
from tests.factories.answers import make_answer

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & <b>fin</b>"


def complete(stage, by, reason=""):
    return complete_consultation(
        by=by, consultation_id=stage.consultation.pk, reason=reason, language="fr"
    )


def admin_address(stage, act=""):
    return f"/admin/consultations/{stage.consultation_page.pk}/closing/{act}"


def test_it_is_completed_when_every_contribution_is_answered(stage, cast, post, hide, as_user):
    make_answer(stage.draft, [post("Un"), post("Deux")], by=cast.drafter_gov)
    hide(post("Xylophage"))
    close(stage)
    completion = complete(stage, cast.publisher, reason="Superflu")
    assert (completion.contributions_count, completion.unanswered_count) == (2, 0)
    assert completion.reason == ""
    html = as_user().get(stage.consultation_page.url).content.decode()
    assert 'class="notice completed"' in html
    assert "Superflu" not in html


def test_it_is_refused_while_one_is_unanswered_unless_the_public_is_told_why(
    stage, cast, post, as_user
):
    for number in range(3):
        post(f"N° {number}")
    close(stage)
    with pytest.raises(completing.Unanswered) as refusal:
        complete(stage, cast.publisher, reason="  \n ")
    assert refusal.value.data == {"count": 3}
    assert not Completion.objects.exists()
    complete(stage, cast.publisher, reason=HOSTILE)
    html = as_user().get(stage.consultation_page.url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fin" in html
    assert "<script>alert(1)" not in html
    assert "3" in html


@pytest.mark.parametrize(
    "who", ["citizen", "drafter_gov", "drafter_civ", "moderator_gov", "moderator_civ", "outsider"]
)
def test_only_publishers_complete_and_take_back(stage, cast, who):
    close(stage)
    with pytest.raises(NotAllowed):
        complete(stage, getattr(cast, who))
    complete(stage, cast.publisher)
    with pytest.raises(NotAllowed):
        reopen_consultation(by=getattr(cast, who), consultation_id=stage.consultation.pk)
    assert Completion.objects.exists()


def test_nothing_is_completed_before_it_is_over(stage, cast):
    with pytest.raises(completing.StillOpen):
        complete(stage, cast.publisher)
    close(stage, opened=-1, closed=-2)
    with pytest.raises(completing.StillOpen):
        complete(stage, cast.publisher)


def test_what_does_not_exist_cannot_be_completed(cast):
    with pytest.raises(NotFound):
        complete_consultation(by=cast.publisher, consultation_id=new_id(), language="fr")


def test_it_is_completed_once_and_can_be_taken_back(stage, cast, as_user):
    close(stage)
    with pytest.raises(completing.NotCompleted):
        reopen_consultation(by=cast.publisher, consultation_id=stage.consultation.pk)
    complete(stage, cast.publisher)
    with pytest.raises(completing.AlreadyCompleted):
        complete(stage, cast.publisher)
    reopen_consultation(by=cast.publisher, consultation_id=stage.consultation.pk)
    assert "notice completed" not in as_user().get(stage.consultation_page.url).content.decode()
    assert [one.action for one in PageLogEntry.objects.filter(action__startswith="answers.")] == [
        "answers.reopen",
        "answers.complete",
    ]


def test_a_reason_has_a_length(stage, cast, post):
    post("Un")
    close(stage)
    with pytest.raises(TooLong):
        complete(stage, cast.publisher, reason="x" * (completing.REASON_LENGTH + 1))


def test_the_form_says_how_many_wait_and_keeps_what_was_typed(stage, cast, post, as_user):
    post("Un")
    close(stage)
    browser = as_user(cast.publisher)
    answer = browser.post(admin_address(stage), {"reason": ""})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f"/drafting/{stage.consultation.pk}/unanswered/" in html
    long = "é" * (completing.REASON_LENGTH + 1)
    answer = browser.post(admin_address(stage), {"reason": long})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    answer = browser.post(admin_address(stage), {"reason": "Hors du champ."}, follow=True)
    assert answer.status_code == 200
    assert "Hors du champ." in answer.content.decode()
    browser.post(admin_address(stage, "reopen/"))
    assert not Completion.objects.exists()


def test_a_form_sent_too_early_says_so(stage, cast, as_user):
    answer = as_user(cast.publisher).post(admin_address(stage), {"reason": "Trop tôt"})
    assert answer.status_code == 409
    assert not Completion.objects.exists()


def test_the_way_there_is_shown_to_publishers(stage, cast, as_user):
    edit = f"/admin/pages/{stage.consultation_page.pk}/edit/"
    assert admin_address(stage) in as_user(cast.publisher).get(edit).content.decode()
    assert admin_address(stage) not in as_user(cast.drafter_gov).get(edit).content.decode()


def test_the_page_costs_one_query_for_shares_and_completion(
    stage, cast, post, django_assert_num_queries
):
    post("Un")
    close(stage)
    complete(stage, cast.publisher, reason="Voilà")
    consultation, draft = stage.consultation.pk, stage.draft.pk
    with django_assert_num_queries(1):
        standing = standing_of(consultation, [draft])
        assert (standing.share.waiting, standing.completion.reason) == (1, "Voilà")

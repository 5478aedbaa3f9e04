"""Answers, as they are given to a machine that translates: what everybody may read of them."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from consult.answers.models import REASONS_LENGTH, Answer, AnswerText
from consult.answers.queries.answers import html_of
from consult.drafts.policy import may_listen
from consult.languages.registries import Words


def words_of_answer(answer_id: UUID) -> Words | None:
    """Return the reasons of a published answer as they were written; None for those of a draft that
    is not public.
    """
    answer = Answer.objects.published().filter(pk=answer_id).first()
    if answer is None or not may_listen(answer.draft_id, AnonymousUser()):
        return None
    text = AnswerText.objects.filter(answer=answer, locale__language_code=answer.language).first()
    if text is None:
        return None
    return Words(
        text=text.reasons,
        html=html_of(text.reasons),
        language=answer.language,
        limit=REASONS_LENGTH,
        address=reverse("answers:answer", args=[answer.pk]),
    )

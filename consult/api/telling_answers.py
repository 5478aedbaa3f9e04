"""Answers as a reader may see them, told by the API."""

from collections import Counter, defaultdict
from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from consult.answers.models import Answer, AnswerLink
from consult.answers.queries import answers as queries
from consult.answers.services.answers import token_of
from consult.api.schemas import answers as schemas
from consult.api.telling import segments
from consult.threads.models import Status


def tell_answers(request: HttpRequest, found: Collection[queries.Shown]) -> list[schemas.Answer]:
    """Return answers with the contributions that the public sees: one query, however many."""
    visible: dict[UUID, list[UUID]] = defaultdict(list)
    hidden: Counter[UUID] = Counter()
    links = AnswerLink.objects.filter(answer__in=[one.answer.pk for one in found])
    rows = links.order_by("contribution").values_list(
        "answer", "contribution", "contribution__status"
    )
    for answer_id, comment_id, status in rows:
        if status == Status.VISIBLE:
            visible[answer_id].append(comment_id)
        else:
            hidden[answer_id] += 1
    return [told(request, one, visible[one.answer.pk], hidden[one.answer.pk]) for one in found]


def tell_answer(request: HttpRequest, answer: Answer) -> schemas.Answer:
    """Return one answer, which comes from `queries.answer_for`."""
    (one,) = tell_answers(request, [queries.shown(answer, get_language())])
    return one


def told(
    request: HttpRequest, shown: queries.Shown, visible: list[UUID], hidden: int
) -> schemas.Answer:
    """Return an answer, with the public contributions and how many others it answers."""
    answer = shown.answer
    return schemas.Answer(
        id=answer.pk,
        draft=answer.draft_id,
        outcome=answer.outcome,
        status=answer.status,
        language=answer.language,
        reasons=schemas.AnswerText(
            language=shown.language,
            text=shown.text.reasons,
            html=shown.shown_html,
            lags=shown.lags,
        ),
        section=answer.section.key if answer.section else None,
        version=schemas.AnsweredVersion(
            language=answer.version.language, number=answer.version.number
        )
        if answer.version
        else None,
        signatures=[
            schemas.AnswerSignature(
                college=one.college,
                name=one.signer.public_name,
                organisation=one.organisation,
                signed_at=one.signed_at,
            )
            for one in shown.signatures
        ],
        contributions=visible,
        hidden_count=hidden,
        published_at=answer.published_at,
        edited_at=answer.edited_at,
        edits_count=answer.edits_count,
        seen=token_of(answer),
        url=request.build_absolute_uri(reverse("answers:answer", args=[answer.pk])),
    )


def tell_changes(changes: list[queries.ChangeOfAnswer]) -> schemas.AnswerEdits:
    """Return the edits of a published answer."""
    return schemas.AnswerEdits(
        items=[
            schemas.AnswerEdit(
                number=one.edit.number,
                edited_at=one.edit.edited_at,
                outcome=one.edit.outcome,
                reasons=segments(one.reasons),
                signed_for=one.edit.signed_for,
            )
            for one in changes
        ]
    )

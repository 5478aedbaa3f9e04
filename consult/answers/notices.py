"""The mails of co-drafters: whoever contributed is told that there is an answer."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.answers.models import Answer
from consult.drafts.models import DraftPage
from consult.moderation.notices import MANY_BLANK_LINES, address_of, one_line
from consult.moderation.services.notices import after_commit
from consult.people.models import User
from consult.threads.models import Comment, Status


def tell_contributors(answer: Answer, contributions: Iterable[Comment], *, but: User) -> None:
    """Have everybody whose contribution is answered told by mail, once each and after commit.

    Who wrote the answer knows; who has left, or has deleted their words, is not written to.
    """
    keys = [one.pk for one in contributions if one.status != Status.DELETED]
    concerned = User.objects.filter(comments__in=keys, is_active=True).exclude(pk=but.pk)
    for person in concerned.distinct().order_by("pk"):
        after_commit(person.language, lambda person=person: letter(answer, person))


def letter(answer: Answer, person: User) -> EmailMessage:
    """Return the mail that tells somebody of an answer, in the active language.

    It holds the outcome and the way to the answer, and no words of anybody.
    """
    mine = answer.contributions.filter(author=person).exclude(status=Status.DELETED)
    keys = list(mine.order_by("pk").values_list("pk", flat=True)[:2])
    context = {
        "answer": answer,
        "title": one_line(title_of(answer.draft_id, get_language())),
        "is_one": len(keys) == 1,
        "address": address_of("answers:answer", answer.pk),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_address": f"{settings.WAGTAILADMIN_BASE_URL}/",
    }
    body = render_to_string("answers/mail/answered.txt", context)
    subject = (
        _("The answer to your contribution has changed: %(what)s")
        if answer.edits_count
        else _("Your contribution has an answer: %(what)s")
    )
    return EmailMessage(
        one_line(subject % {"what": answer.get_outcome_display()}),
        MANY_BLANK_LINES.sub("\n\n", body).strip() + "\n",
        to=[person.email],
    )


def title_of(draft_key: UUID, language: str) -> str:
    """Return the title of a draft's page in a language, or in any; empty where none is public."""
    pages = DraftPage.objects.filter(translation_key=draft_key, live=True)
    titles = dict(pages.order_by("pk").values_list("locale__language_code", "title"))
    return titles.get(language) or next(iter(titles.values()), "")

"""What becomes of what somebody said, voted and translated when their account goes."""

import re
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from consult.consultations.models import ConsultationName
from consult.core.text import clean
from consult.drafts.models import Draft, Section
from consult.drafts.services import lock_sections
from consult.languages import services as languages
from consult.people.guests.addresses import is_address_of
from consult.people.models import PUBLIC_NAME_LENGTH, Guest, User
from consult.people.privacy.leaving import Leaving
from consult.threads.models import (
    COMMENT_LENGTH,
    Comment,
    CommentTranslation,
    Edit,
    HeldStatus,
    HeldText,
    TranslationStatus,
    Unconfirmed,
    Vote,
)
from consult.threads.services.delete import take_back
from consult.threads.services.guest_words import forget_guest
from consult.threads.services.held import NO_WORDS, withdraw
from consult.threads.services.locks import lock_comment
from consult.threads.services.mentions import names_here
from consult.threads.services.search import forget_deleted_words, index_words
from consult.threads.services.translations import KIND

ROOM = 3 * PUBLIC_NAME_LENGTH
"""How much longer a text may grow by what stands in place of a name."""


def leave_comments(leaving: Leaving) -> None:
    """Withdraw somebody's comments, or let them stay without a name; then those who stand for them
    bear them.
    """
    own = Comment.objects.filter(author=leaving.participant)
    if leaving.withdraws:
        for key in list(own.order_by("pk").values_list("pk", flat=True)):
            comment = lock_comment(key)
            if not comment.is_deleted:
                take_back(comment)
    own.update(idempotency_key=None, pseudonym="")
    for draft, key in list(own.visible().order_by("pk").values_list("draft", "pk")):
        leaving.tell(draft, "comment.edited", key)
    leaving.give_over(Comment, "author", "draft")


def leave_held(leaving: Leaving) -> None:
    """Take back what waits, and erase what was held: it is public by now, or never will be."""
    own = HeldText.objects.filter(author=leaving.participant)
    for held in own.filter(status=HeldStatus.WAITING).order_by("pk"):
        withdraw(held)
    own.update(**NO_WORDS, idempotency_key=None, pseudonym="")
    leaving.give_over(HeldText, "author", "draft")


def leave_translations(leaving: Leaving) -> None:
    """Withdraw translations that somebody offered, or let them stay without a name."""
    own = CommentTranslation.objects.filter(by=leaving.participant)
    for draft, key in own.values_list("comment__draft", "comment").distinct():
        leaving.tell(draft, "comment.translated", key)
    if leaving.withdraws:
        own.update(
            status=TranslationStatus.WITHDRAWN,
            source="",
            html="",
            hidden_for=None,
            hidden_by=None,
            hidden_because="",
            confirmed_by=None,
            confirmed_under="",
            confirmed_at=None,
        )
    own.update(pseudonym="")
    confirmed = CommentTranslation.objects.filter(confirmed_by=leaving.participant)
    confirmed.update(confirmed_under="")
    for column in ("by", "confirmed_by", "hidden_by"):
        leaving.give_over(CommentTranslation, column, "comment__draft")


def leave_guests(leaving: Leaving) -> None:
    """Forget their addresses wherever they took part with one and without their account, with what they
    said there or without, as they chose.
    """
    theirs = is_address_of(leaving.participant)
    Unconfirmed.objects.filter(theirs).delete()
    guests = list(Guest.objects.select_related("account").filter(theirs).order_by("pk"))
    lock_all_they_said(leaving.participant, guests)
    for guest in guests:
        forget_guest(guest=guest, withdraws=leaving.withdraws)


def lock_all_they_said(participant: User, guests: Iterable[Guest]) -> None:
    """Lock all sections where they spoke or are called by their name, before anything is changed:
    whoever writes locks theirs before they tell others, and locks no other after that.
    """
    said = [model.objects.filter(author=participant) for model in (Comment, HeldText)]
    said.append(Comment.objects.filter(mentions=participant))
    scopes = {one.scope for one in guests}
    for words in said:
        scopes.update(words.order_by().values_list("draft__consultation", flat=True).distinct())
    lock_sections(Section.objects.filter(draft__consultation__in=scopes))


def leave_votes(leaving: Leaving) -> None:
    """Let votes be nobody's: they stay counted. The counters of comments do not change."""
    leaving.let_go(Vote, "participant")


def leave_mentions(leaving: Leaving) -> None:
    """Put what stands for somebody in place of their name, wherever others call them by it."""
    person, through = leaving.participant, Comment.mentions.through
    pseudonyms = dict(
        ConsultationName.objects.filter(participant=person).values_list("consultation", "name")
    )
    drafts = set(through.objects.filter(user=person).values_list("comment__draft", flat=True))
    drafts |= set(leaving.formers)
    consultations = Draft.objects.filter(pk__in=drafts).values_list("pk", "consultation")
    # Others have called them by either name: by the public one before they chose another.
    for draft, consultation in sorted(consultations):
        name = called(person.public_name, pseudonyms.get(consultation, ""))
        texts = Q(draft=draft, source__iregex=name.pattern)
        for comment in Comment.objects.filter(texts).order_by("pk").select_for_update(no_key=True):
            rename_in_comment(comment, name, leaving)
        for held in HeldText.objects.filter(texts):
            rename(held, name, leaving.former(draft), held.language)
            held.save(update_fields=["source", "html"])
        for edit in Edit.objects.filter(
            comment__draft=draft, source__iregex=name.pattern
        ).select_related("comment"):
            shown = name_in(edit.comment.language, leaving.former(draft))
            edit.source = replaced(edit.source, name, shown)
            edit.save(update_fields=["source"])
        said = CommentTranslation.objects.filter(comment__draft=draft, source__iregex=name.pattern)
        for words in said:
            rename(words, name, leaving.former(draft), words.language)
            words.save(update_fields=["source", "html"])
            leaving.tell(draft, "comment.translated", words.comment_id)
    through.objects.filter(user=person).delete()
    forget_deleted_words()


def rename_in_comment(comment: Comment, name: re.Pattern, leaving: Leaving) -> None:
    """Rename somebody in another's comment: it is no edit of its author's, and makes no version."""
    others = names_here(comment.mentions.exclude(pk=leaving.participant.pk), comment.draft_id)
    rename(comment, name, leaving.former(comment.draft_id), comment.language, others)
    comment.save(update_fields=["source", "html"])
    # What machines made of it names them too.
    languages.forget(KIND, [comment.pk])
    index_words(comment)
    if comment.is_visible:
        leaving.tell(comment.draft_id, "comment.edited", comment.pk)


def rename(
    words: Comment | HeldText | CommentTranslation,
    name: re.Pattern,
    former: User,
    language: str,
    others: Iterable[str] = (),
) -> None:
    """Write the words anew, with another name."""
    shown = name_in(language, former)
    text = clean(
        replaced(words.source, name, shown),
        limit=COMMENT_LENGTH + 10 * ROOM,
        names=[shown, *others],
    )
    words.source, words.html = text.source, text.html


def name_in(language: str, former: User) -> str:
    """Return what stands in place of a name in a text: in its language, or in the site's own."""
    known = language in dict(settings.LANGUAGES)
    with translation.override(language if known else settings.LANGUAGE_CODE):
        return User.objects.get(pk=former.pk).public_name


def called(*names: str) -> re.Pattern:
    """Return how somebody of some names is called in a text: after an @, however capitals are set."""
    # Of two that begin alike the longer one is meant where it stands.
    ways = sorted(
        {unicodedata.normalize("NFC", one) for one in names if one}, key=len, reverse=True
    )
    letters = (
        "".join("['’ʼ‘`´]" if one in "'’ʼ‘`´" else re.escape(one) for one in name) for name in ways
    )
    return re.compile(f"@(?:{'|'.join(letters)})", re.IGNORECASE)


def replaced(text: str, name: re.Pattern, other: str) -> str:
    """Return a text in which somebody has another name; names that only begin alike stay."""
    whole = re.compile(rf"(?<!\w){name.pattern}(?!\w)", re.IGNORECASE)
    return whole.sub(lambda _found: f"@{other}", text)

"""What somebody has said in a consultation takes the name that they chose there, or loses it."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from consult.consultations.models import Consultation
from consult.drafts.models import Section
from consult.drafts.services import lock_sections
from consult.live import services as live
from consult.people.models import User
from consult.threads.models import SHOWN, Comment, CommentTranslation, HeldText

FOR_ONESELF = {"organisation": None, "organisation_confirmed": False}
"""Who speaks under a pseudonym speaks for no organisation: by it, people would know them."""


def bear_name(participant: User, consultation: Consultation, name: str) -> None:
    """Let what somebody has said in a consultation bear a pseudonym, or their public name where it is
    empty; open windows are told.

    What they said for the government was said in an office, and stays under their public name.
    """
    # Who writes asks for their name with the section locked.
    lock_sections(Section.objects.filter(draft__consultation=consultation))
    said = {"author": participant, "draft__consultation": consultation, "by_official": False}
    bearing = {"pseudonym": name, **(FOR_ONESELF if name else {})}
    Comment.objects.filter(**said).update(**bearing)
    HeldText.objects.filter(**said).update(**bearing)
    translated = CommentTranslation.objects.filter(comment__draft__consultation=consultation)
    translated.filter(by=participant).update(pseudonym=name)
    translated.filter(confirmed_by=participant).update(confirmed_under=name)
    own = Comment.objects.visible().filter(draft__consultation=consultation)
    answering = own.filter(in_reply_to__author=participant).exclude(in_reply_to=F("thread"))
    tell(
        "comment.edited", own.filter(author=participant).union(answering).values_list("draft", "pk")
    )
    shown = translated.filter(by=participant, status__in=SHOWN).values_list(
        "comment__draft", "comment"
    )
    tell("comment.translated", shown.distinct())


def tell(event: str, changed: Iterable[tuple[UUID, UUID]]) -> None:
    """Tell open windows that some comments, each with its draft, read otherwise."""
    by_draft = defaultdict(list)
    for draft, key in changed:
        by_draft[draft].append(key)
    for draft, keys in sorted(by_draft.items()):
        live.record_each(stream_id=draft, type=event, object_ids=sorted(keys))

"""What a whole draft's discussion names of the passages that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from consult.drafts.models import Section, VersionSection
from consult.drafts.queries import label_from, newest_in
from consult.threads.models import Comment


@dataclass(frozen=True)
class About:
    """A comment or thread outside its place, and what that place is called."""

    item: object
    section_key: UUID
    label: str
    is_whole_draft: bool


def with_labels(placed: Iterable[tuple[object, Comment]], language: str) -> list[About]:
    """Return each item with what the section of its comment is called in a language. One query."""
    placed = list(placed)
    labels = labels_of({comment.section_id for _item, comment in placed}, language)
    return [
        About(
            item,
            section_key=comment.section.key,
            label=labels.get(comment.section_id, ""),
            is_whole_draft=comment.section.key == comment.draft_id,
        )
        for item, comment in placed
    ]


def labels_of(sections: set[int], language: str) -> dict[int, str]:
    """Return what sections are called: their titles or first words in their newest wordings."""
    wordings = VersionSection.objects.filter(section=OuterRef("pk")).order_by(*newest_in(language))
    newest = Section.objects.filter(pk__in=sections).values_list(
        Subquery(wordings.values("pk")[:1]), flat=True
    )
    texts = VersionSection.objects.filter(pk__in=newest)
    return {
        section: label_from(title, text)
        for section, title, text in texts.values_list("section_id", "title", "text")
    }

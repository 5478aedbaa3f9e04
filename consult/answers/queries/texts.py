"""The texts of a consultation that somebody may read, and what their passages are called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from consult.consultations import privacy
from consult.drafts.models import Draft, DraftPage, Section, Version, VersionSection
from consult.drafts.queries import label_from, newest_in
from consult.people.models import User


@dataclass(frozen=True)
class Texts:
    """Drafts of one consultation by key, each with its pages, in the order in which they came."""

    pages: dict[UUID, list[DraftPage]] = field(default_factory=dict)

    @property
    def keys(self) -> list[UUID]:
        return list(self.pages)

    @property
    def languages(self) -> list[tuple[UUID, str]]:
        """Return in which languages each draft may be read: one that mirrors another has no text."""
        return [
            (key, page.locale.language_code)
            for key, pages in self.pages.items()
            for page in pages
            if not page.alias_of_id
        ]

    def page(self, key: UUID, language: str) -> DraftPage:
        """Return the page of a draft in a language, or its first."""
        pages = self.pages[key]
        return next((one for one in pages if one.locale.language_code == language), pages[0])

    def versions(self) -> QuerySet[Version]:
        """Return the versions that may be read, those of each draft and language in order."""
        return Version.objects.filter(self.in_languages("")).order_by(
            "draft_id", "language", "number"
        )

    def in_languages(self, prefix: str) -> Q:
        """Return the condition that a version may be read; `prefix` leads to it."""
        found = Q(pk__in=[])
        for key, language in self.languages:
            found |= Q(**{f"{prefix}draft": key, f"{prefix}language": language})
        return found

    def only(self, keys: Iterable[UUID]) -> "Texts":
        """Return those of the texts that have one of these keys."""
        kept = set(keys)
        return Texts({key: pages for key, pages in self.pages.items() if key in kept})


def readable_texts(consultation_id: UUID, reader: User) -> Texts:
    """Return the texts of a consultation that somebody may read."""
    return by_key(privacy.readable_pages(pages_of(consultation_id), reader))


def open_texts(consultation_id: UUID) -> Texts:
    """Return the texts that everybody may read who may read the consultation."""
    pages = pages_of(consultation_id).filter(live=True, view_restrictions=None)
    return by_key(pages.select_related("locale").order_by("pk"))


def all_texts(consultation_id: UUID) -> Texts:
    """Return every text of a consultation that is published, to whomever."""
    return by_key(pages_of(consultation_id).live().select_related("locale").order_by("pk"))


def pages_of(consultation_id: UUID) -> QuerySet[DraftPage]:
    drafts = Draft.objects.filter(consultation=consultation_id)
    return DraftPage.objects.filter(translation_key__in=drafts.values("pk")).defer("sections")


def by_key(pages: Iterable[DraftPage]) -> Texts:
    found: dict[UUID, list[DraftPage]] = defaultdict(list)
    for page in pages:
        found[page.translation_key].append(page)
    return Texts(dict(found))


def names_of(sections: Iterable[Section], texts: Texts, language: str) -> dict[UUID, str]:
    """Return what sections are called, by key: in a language, or in another that may be read."""
    wordings = VersionSection.objects.filter(
        texts.in_languages("version__"), section=OuterRef("pk")
    ).order_by(*newest_in(language))
    found = Section.objects.filter(pk__in=[one.pk for one in sections]).annotate(
        its_title=Subquery(wordings.values("title")[:1]),
        its_text=Subquery(wordings.values("text")[:1]),
    )
    return {
        key: label_from(title or "", text or "")
        for key, title, text in found.values_list("key", "its_title", "its_text")
    }

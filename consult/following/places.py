"""What can be followed, as an address names it: a draft, a section of one, a thread."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from consult.core.errors import NotFound
from consult.drafts.models import Draft, DraftPage, Section
from consult.drafts.policy import readable_page
from consult.drafts.queries import label_of
from consult.following.models import Follow
from consult.people.models import User
from consult.threads.models import WORDS, Comment


@dataclass(frozen=True)
class Followed:
    """One thing that can be followed, and the page on which it stands."""

    draft_id: UUID
    page: DraftPage
    section: Section | None = None
    thread: Comment | None = None

    @property
    def keys(self) -> dict:
        """Return the fields by which a `Follow` names it."""
        if self.section is None and self.thread is None:
            return {"draft_id": self.draft_id, "section": None, "thread": None}
        return {"draft_id": self.draft_id, "section": self.section, "thread": self.thread}

    @property
    def address(self) -> str:
        """Return where it stands on the page."""
        if self.thread is not None:
            return self.thread.get_absolute_url()
        if self.section is not None:
            return f"{self.page.url}?section={self.section.key}#foot-{self.section.key}"
        return self.page.url

    @property
    def label(self) -> str:
        """Return what it is called in the active language: its passage, or the draft."""
        section = self.section or (self.thread and self.thread.section)
        if section is None or section.is_whole_draft:
            return self.page.title
        return label_of(section, get_language()) or self.page.title

    def is_followed_by(self, reader: User) -> bool:
        """Tell whether somebody follows it."""
        return Follow.objects.filter(participant=reader, **self.keys).exists()


def draft_at(draft_key: UUID, reader: User, language: str) -> Followed:
    """Return a draft that somebody may read. Raises `NotFound`."""
    page = readable_page(draft_key, reader, language)
    if page is None or not Draft.objects.filter(pk=draft_key).exists():
        raise NotFound
    return Followed(draft_key, page)


def section_at(draft_key: UUID, section_key: UUID, reader: User, language: str) -> Followed:
    """Return a section of a draft that somebody may read. Raises `NotFound`."""
    page = readable_page(draft_key, reader, language)
    section = Section.objects.filter(draft=draft_key, key=section_key).first()
    if page is None or section is None:
        raise NotFound
    return Followed(draft_key, page, section=section)


def thread_at(comment_id: UUID, reader: User, language: str) -> Followed:
    """Return the thread of a comment, of a draft that somebody may read. Raises `NotFound`."""
    comment = Comment.objects.defer(*WORDS).filter(pk=comment_id).first()
    if comment is not None and comment.thread_id:
        comment = Comment.objects.defer(*WORDS).get(pk=comment.thread_id)
    page = comment and readable_page(comment.draft_id, reader, language)
    if page is None:
        raise NotFound
    return Followed(comment.draft_id, page, thread=comment)

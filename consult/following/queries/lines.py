"""Notices as they are told: who did what, where, in which words, if their reader may know it now.

The one way to tell them, for pages and mails: what was hidden, deleted or withdrawn from the reader
since the notice was written is not there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import override

from consult.answers.models import Answer
from consult.consultations import privacy
from consult.core.text import plain
from consult.drafts.models import DraftPage, Version
from consult.following.kinds import Kind, What
from consult.following.models import Notice
from consult.following.wording import sentence_of
from consult.people.models import User
from consult.threads.models import PUBLIC, Comment, Status
from consult.threads.queries.discussion import labels_of

EXCERPT = 240
"""How many characters of somebody's words a notice shows."""
ANYBODY = AnonymousUser()
FSI, PDI = "\u2068", "\u2069"
"""First strong isolate and its end: a name between them turns no other words around."""


@dataclass(frozen=True)
class Line:
    """A notice, told to its reader in their language."""

    notice: Notice
    language: str
    page: DraftPage
    label: str
    comment: Comment | None = None
    answer: Answer | None = None
    version: Version | None = None

    @property
    def name(self) -> str:
        """Return the name of who did it, where a person is named."""
        is_post = self.notice.what == What.POSTED
        return " ".join(self.comment.author_name.split()) if is_post else ""

    @property
    def by_guest(self) -> bool:
        """Tell whether whoever is named has no account."""
        return self.notice.what == What.POSTED and self.comment.by_guest

    @property
    def sentence(self) -> str:
        """Return what happened, as plain text."""
        return sentence_of(self) % {"name": f"{FSI}{self.name}{PDI}"}

    @property
    def html(self) -> SafeString:
        """Return what happened, for pages."""
        name = format_html("<bdi>{}</bdi>", self.name)
        return format_html(sentence_of(self).replace("%(name)s", "{name}"), name=name)

    @property
    def is_to_me(self) -> bool:
        """Tell whether it answers the reader's own words, and does not only name them."""
        return (
            self.comment is not None and self.comment.answered_author == self.notice.participant_id
        )

    @cached_property
    def words(self) -> str:
        """Return the beginning of what somebody said, as the public may read it now."""
        if self.notice.what != What.POSTED:
            return ""
        said = plain(self.comment.shown_html) or self.comment.shown_wording
        return Truncator(" ".join(said.split())).chars(EXCERPT)

    @property
    def isolated_words(self) -> str:
        """Return the same for plain text: no words of people turn ours around."""
        return f"{FSI}{self.words}{PDI}"

    @property
    def thread_id(self) -> UUID | None:
        """Return the thread in which it happened."""
        return self.comment and (self.comment.thread_id or self.comment.pk)

    @property
    def path(self) -> str:
        """Return where it can be read."""
        with override(self.language):
            if self.answer is not None:
                return reverse("answers:answer", args=[self.answer.pk])
            if self.version is not None:
                with override(self.version.language):
                    return version_path(self.version)
            if self.notice.kind == Kind.DECIDED:
                return reverse("moderation:mine")
        return self.comment.get_absolute_url()


def version_path(version: Version) -> str:
    """Return where a version can be read: what has changed in it, where there was one before."""
    if version.number == 1:
        return reverse("drafts:version", args=[version.draft_id, version.number])
    numbers = [version.draft_id, version.number - 1, version.number]
    return reverse("drafts:difference", args=numbers)


@dataclass
class Lines:
    """What some notices are about, loaded once for all of them and all of their readers."""

    notices: Sequence[Notice]
    comments: dict[UUID, Comment] = field(default_factory=dict)
    answers: dict[UUID, Answer] = field(default_factory=dict)
    versions: dict[UUID, Version] = field(default_factory=dict)
    pages: dict[UUID, list[DraftPage]] = field(default_factory=dict)
    labels: dict[str, dict[int, str]] = field(default_factory=dict)
    asked: dict[tuple[int, UUID], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, notices: Sequence[Notice], languages: Iterable[str]) -> "Lines":
        """Load what notices are about. Restrictions are looked into only where there are any."""
        lines = cls(notices)
        if not notices:
            return lines
        lines.comments = comments_of({one.comment_id for one in notices} - {None})
        answers, versions = (
            {getattr(one, name) for one in notices} - {None} for name in ("answer_id", "version_id")
        )
        if answers:
            lines.answers = Answer.objects.published().in_bulk(answers)
        if versions:
            lines.versions = Version.objects.in_bulk(versions)
        lines.pages = pages_of({one.draft_id for one in notices})
        sections = {one.section_id for one in notices} - {None}
        for language in set(languages) if sections else ():
            lines.labels[language] = labels_of(sections, language)
        return lines

    def told_to(
        self, reader: User, language: str, notices: Iterable[Notice] | None = None
    ) -> list[Line]:
        """Return those of the notices that their reader may be told now, in one of the languages
        for which they were loaded: that of a page, or of who is mailed.
        """
        asked = self.notices if notices is None else notices
        found = (self.line(one, reader, language) for one in asked)
        return [one for one in found if one is not None]

    def line(self, notice: Notice, reader: User, language: str) -> Line | None:
        """Return a notice as it is told, None where it may not be any more."""
        page = self.page_in(notice.draft_id, language, reader)
        if page is None or not self.stands(notice):
            return None
        return Line(
            notice,
            language,
            page,
            self.labels.get(language, {}).get(notice.section_id, ""),
            self.comments.get(notice.comment_id),
            self.answers.get(notice.answer_id),
            self.versions.get(notice.version_id),
        )

    def stands(self, notice: Notice) -> bool:
        """Tell whether what a notice is about is still public: `NoticeQuerySet.standing`, loaded."""
        if notice.answer_id and notice.answer_id not in self.answers:
            return False
        if notice.version_id and notice.version_id not in self.versions:
            return False
        if notice.comment_id is None:
            return True
        comment = self.comments.get(notice.comment_id)
        if comment is None or comment.status == Status.DELETED:
            return False
        return comment.is_visible or notice.kind in (Kind.ANSWERED, Kind.DECIDED)

    def page_in(
        self, draft_id: UUID, language: str, reader: User | AnonymousUser = ANYBODY
    ) -> DraftPage | None:
        """Return a page of a draft that somebody, or everybody, may read now: in a language, or
        another.
        """
        readable = [page for page in self.pages.get(draft_id, ()) if self.may_read(page, reader)]
        own = (page for page in readable if page.locale.language_code == language)
        return next(own, readable[0] if readable else None)

    def may_read(self, page: DraftPage, reader: User | AnonymousUser) -> bool:
        if not page.is_maybe_private:
            return True
        key = (page.pk, reader.pk)
        if key not in self.asked:
            self.asked[key] = privacy.may_read(page, reader)
        return self.asked[key]


def comments_of(keys: set[UUID]) -> dict[UUID, Comment]:
    """Return comments as everybody may read them, with their authors and whom they answer."""
    if not keys:
        return {}
    comments = Comment.objects.with_sources(PUBLIC).select_related("author")
    return comments.annotate(answered_author=F("in_reply_to__author")).in_bulk(keys)


def pages_of(draft_ids: set[UUID]) -> dict[UUID, list[DraftPage]]:
    """Return the public pages of drafts, each with whether it may be kept from some readers."""
    found: dict[UUID, list[DraftPage]] = defaultdict(list)
    pages = DraftPage.objects.filter(translation_key__in=draft_ids, live=True)
    pages = pages.annotate(is_maybe_private=privacy.may_be_private()).select_related("locale")
    for page in pages.defer("sections", "introduction").order_by("pk"):
        found[page.translation_key].append(page)
    return found

"""What becomes of quoted words in a new text: asked before it is published, and done afterwards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from wagtail_localize.models import Translation

from consult.drafts.models import DraftPage
from consult.drafts.rendering import RenderedSection, render_sections
from consult.threads.models import Comment, Status
from consult.threads.quotes import Fate, Quote, Revision, Span, find_again, quote_at

BATCH = 500
WORST_FIRST = (Fate.GONE, Fate.CHANGED, Fate.MOVED, Fate.KEPT)


@dataclass(frozen=True)
class Outcome:
    """One comment's quote, what becomes of it, and where its words stand then, if anywhere."""

    comment: Comment
    fate: Fate
    span: Span | None


@dataclass(frozen=True)
class Foreseen:
    """What a publication would do to one comment's quote. It holds no words: whoever shows them
    asks first whether they may be seen.
    """

    comment_id: UUID
    fate: Fate
    until_now: Fate
    position: int
    """Where the comment's section stands in the latest version."""

    @property
    def is_lost(self) -> bool:
        """Tell whether this very publication, and none before it, takes the words away."""
        return self.fate in (Fate.CHANGED, Fate.GONE) and self.fate != self.until_now


@dataclass(frozen=True)
class Foresight:
    """What a publication would do: the sections that it would show, by key, and each quote."""

    sections: dict[UUID, RenderedSection]
    quotes: list[Foreseen]
    """Those that this publication takes away first, then the worst, then by place in the text."""

    @property
    def lost(self) -> list[Foreseen]:
        return [one for one in self.quotes if one.is_lost]

    @property
    def counts(self) -> dict[Fate, int]:
        """Return how many quotes have each fate."""
        fates = [one.fate for one in self.quotes]
        return {fate: fates.count(fate) for fate in Fate}


def foresee(page: DraftPage) -> Foresight:
    """Return what becomes of each quote if a draft page is published as it is given."""
    language = page.locale.language_code
    with translation.override(language):
        sections = {one.key: one for one in render_sections(page.sections)}
    texts = {key: one.text for key, one in sections.items()}
    comments = quotes_in(page.translation_key, language).iterator(chunk_size=BATCH)
    quotes = [
        Foreseen(
            comment_id=outcome.comment.pk,
            fate=outcome.fate,
            until_now=Fate(outcome.comment.quote_state),
            position=outcome.comment.section.position,
        )
        for outcome in outcomes(comments, texts)
    ]
    quotes.sort(
        key=lambda one: (
            not one.is_lost,
            WORST_FIRST.index(one.fate),
            one.position,
            one.comment_id,
        )
    )
    return Foresight(sections, quotes)


def next_published(page: DraftPage) -> DraftPage:
    """Return a draft page as its next publication would show it: as it was last saved.

    A page that follows another language is not saved as a whole: it is made of its source and of
    what is translated so far.
    """
    followed = translation_of(page)
    if followed is None:
        return page.get_latest_revision_as_object()
    return followed.source.get_ephemeral_translated_instance(followed.target_locale, fallback=True)


def translation_of(page: DraftPage) -> Translation | None:
    """Return how a page follows the one that it is translated from; None where it stands alone."""
    return (
        Translation.objects.select_related("source__locale", "target_locale")
        .filter(source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True)
        .first()
    )


def quotes_in(draft_key: UUID, language: str) -> QuerySet[Comment]:
    """Return the comments that quote the text of a draft in a language."""
    return (
        Comment.objects.filter(draft=draft_key, written_on__version__language=language)
        .exclude(quote_state="")
        .exclude(status=Status.DELETED)
        .select_related("section", "quote_in")
        .defer("source", "html", "wording", "difference", "quote_in__html")
    )


def outcomes(comments: Iterable[Comment], texts: dict[UUID, str]) -> Iterator[Outcome]:
    """Return what becomes of each quote where the sections have these texts, by section key.

    Where a quote stands now decides, by its words; one that lost them earlier may find them again.
    """

    @cache
    def revision(before: str, after: str) -> Revision:
        return Revision(before, after)

    for comment in comments:
        text = texts.get(comment.section.key)
        if text is None:
            yield Outcome(comment, Fate.GONE, None)
        elif comment.quote_in is None:
            yield found_again(comment, text)
        else:
            stood = Span(comment.quote_start, comment.quote_end)
            yield Outcome(comment, *revision(comment.quote_in.text, text).follow(stood))


def found_again(comment: Comment, text: str) -> Outcome:
    """Return what becomes of words that were lost earlier: what became of them then, or back."""
    quote = quote_of(comment)
    span = find_again(quote, text)
    if span is None:
        return Outcome(comment, Fate(comment.quote_state), None)
    return Outcome(comment, Fate.KEPT if quote_at(text, span) == quote else Fate.MOVED, span)


def quote_of(comment: Comment) -> Quote:
    """Return the words that a comment quotes, with what stood around them."""
    return Quote(comment.quote_exact, comment.quote_prefix, comment.quote_suffix)

"""Where quoted words stand: found when they are quoted, and again in every new version."""

from django.db import transaction

from consult.drafts.models import Section, Version, VersionSection
from consult.drafts.queries import latest_wording
from consult.drafts.services import lock_sections
from consult.threads import refusals
from consult.threads.fates import BATCH, Outcome, outcomes, quotes_in
from consult.threads.models import Comment
from consult.threads.quotes import EXACT_LENGTH, Fate, Quote, find, quote_at, squash

FOLLOWED = ("quote_in", "quote_start", "quote_end", "quote_state")


def anchor(comment: Comment, quote: Quote, *, language: str = "") -> None:
    """Set the words that a comment quotes, where they stand in its section's latest version, in
    the language of the page.

    Raises `QuoteNotThere`, and `QuoteTooLong` (`EXACT_LENGTH` characters at most).
    """
    if len(quote.exact) > EXACT_LENGTH:
        raise refusals.QuoteTooLong(length=len(quote.exact), limit=EXACT_LENGTH)
    if comment.written_on is not None:  # begun on an earlier version, perhaps
        language = comment.written_on.version.language
    wording = latest_wording(comment.section, language or comment.language)
    comment.written_on = comment.written_on or wording
    if wording is None or was_dropped(wording) or not squash(quote.exact):
        raise refusals.QuoteNotThere
    span = find(quote, wording.text)
    if span is None:
        raise refusals.QuoteNotThere
    found = quote_at(wording.text, span)
    comment.quote_exact = found.exact
    comment.quote_prefix, comment.quote_suffix = found.prefix, found.suffix
    comment.quote_in, comment.quote_state = wording, Fate.KEPT
    comment.quote_start, comment.quote_end = span.start, span.end


def was_dropped(wording: VersionSection) -> bool:
    """Tell whether a language that once had a section has published a text without it since."""
    version = wording.version
    later = Version.objects.filter(
        draft=version.draft_id, language=version.language, number__gt=version.number
    )
    return later.exists()


@transaction.atomic
def follow_version(version: Version) -> None:
    """Find the words of every quote again in the version that was just taken.

    Sections are locked first, so that no comment is written on the text before in the meantime.
    """
    lock_sections(Section.objects.filter(draft=version.draft_id))
    sections = {one.section.key: one for one in version.sections.select_related("section")}
    texts = {key: one.text for key, one in sections.items()}
    quotes = quotes_in(version.draft_id, version.language).exclude(quote_in__version=version)
    changed = []
    for outcome in outcomes(quotes.iterator(chunk_size=BATCH), texts):
        settle(outcome, sections.get(outcome.comment.section.key))
        changed.append(outcome.comment)
    Comment.objects.bulk_update(changed, FOLLOWED, batch_size=BATCH)


def settle(outcome: Outcome, wording: VersionSection | None) -> None:
    """Set on a comment where its quoted words stand now, or that they stand nowhere."""
    comment = outcome.comment
    comment.quote_state = outcome.fate
    comment.quote_in = comment.quote_start = comment.quote_end = None
    if outcome.span is not None:
        comment.quote_in = wording
        comment.quote_start, comment.quote_end = outcome.span.start, outcome.span.end

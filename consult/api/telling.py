"""A comment as a reader may see it, told by the API."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language

from consult.api.schemas import comments as schemas
from consult.api.schemas.consultations import Article
from consult.consultations.models import CharterArticle
from consult.drafts.diff import Segment, from_json
from consult.threads.models import Comment, HeldText, Viewer


def tell(request: HttpRequest, ids: Iterable[UUID], viewer: Viewer) -> list[schemas.Comment]:
    """Return comments in the order of their ids, with the words that this viewer may see.

    Two queries, however many they are.
    """
    found = (
        Comment.objects.with_sources(viewer)
        .with_people()
        .select_related("written_on__version")
        .defer("written_on__html", "written_on__text")
        .filter(pk__in=list(ids))
    )
    by_id = {comment.pk: comment for comment in found}
    return [told(request, by_id[pk], viewer) for pk in ids if pk in by_id]


def told(request: HttpRequest, comment: Comment, viewer: Viewer) -> schemas.Comment:
    """Return a comment that was loaded as this viewer may see it."""
    return schemas.Comment(
        id=comment.pk,
        draft=comment.draft_id,
        section=comment.section.key,
        thread=comment.thread_id,
        in_reply_to=comment.in_reply_to_id,
        number=comment.number,
        status=comment.status,
        hidden_for=article_of(comment.hidden_for) if comment.hidden_for else None,
        url=request.build_absolute_uri(comment.get_absolute_url()),
        posted_at=comment.posted_at,
        replies_count=comment.replies_count,
        replies_without_account_count=comment.guest_replies_count,
        official_replies_count=comment.official_replies_count,
        **(said(comment) if may_read(comment, viewer) else NOTHING),
    )


def may_read(comment: Comment, viewer: Viewer) -> bool:
    """Tell whether a viewer sees the words of a comment: moderators see hidden ones too."""
    return comment.is_visible or (comment.is_hidden and viewer.moderates)


def said(comment: Comment) -> dict:
    """Return who said what."""
    return {
        "author": author_of(comment),
        "kind": comment.kind,
        "stance": comment.stance or None,
        "language": comment.language,
        "text": comment.shown_source,
        "html": comment.shown_html,
        "wording": comment.shown_wording or None,
        "difference": segments(from_json(comment.shown_difference))
        if comment.shown_difference
        else None,
        "quote": quote_of(comment) if comment.shown_quote else None,
        "written_on": written_on(comment),
        "votes": votes_on(comment),
        "edited_at": comment.edited_at,
        "edits_count": comment.edits_count,
        "outcome": comment.outcome or None,
        "answered_at": comment.answered_at,
    }


FIELDS = list(schemas.Comment.model_fields)
NOTHING = dict.fromkeys(FIELDS[FIELDS.index("author") :])
"""What is told of words that are not public."""


def author_of(words: Comment | HeldText) -> schemas.Author:
    """Return whose words they are."""
    # Under a pseudonym nobody speaks in a role: by one that came later, people would know them.
    memberships = [] if words.pseudonym else words.author.memberships.all()
    here = [one for one in memberships if one.consultation_id == words.draft.consultation_id]
    return schemas.Author(
        name=words.author_name,
        without_account=words.by_guest,
        affiliation=words.declared_affiliation or None,
        organisation=words.organisation.name if words.organisation else "",
        organisation_id=words.organisation_id,
        organisation_confirmed=words.organisation_confirmed,
        roles=sorted(one.role for one in here),
        college=next((one.college for one in here if one.college), None),
        official=words.by_official,
    )


def quote_of(comment: Comment) -> schemas.Quote:
    """Return the words that a comment quotes."""
    return schemas.Quote(
        exact=comment.shown_quote,
        prefix=comment.shown_prefix,
        suffix=comment.shown_suffix,
        state=comment.quote_state,
    )


def written_on(comment: Comment) -> schemas.WrittenOn | None:
    """Return the version that a suggestion or a quote is about, if any."""
    if comment.written_on is None:
        return None
    version = comment.written_on.version
    return schemas.WrittenOn(language=version.language, number=version.number)


def votes_on(comment: Comment) -> schemas.Votes:
    """Return how many agree and disagree, and how the reader voted."""
    return schemas.Votes(
        agree=comment.agree_count, disagree=comment.disagree_count, own=comment.own_vote or None
    )


def segments(difference: Iterable[Segment]) -> list[schemas.Segment]:
    """Return a difference, a segment a run of words."""
    return [schemas.Segment(op=op, text=text) for op, text in difference]


def article_of(article: CharterArticle) -> Article:
    """Return an article of the charter in the reader's language."""
    return Article(key=article.key, number=article.number, title=article.title_in(get_language()))

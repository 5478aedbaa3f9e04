"""What a reader may see of consultations and drafts, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from consult.consultations.models import Consultation, ConsultationPage, Role
from consult.consultations.policy import acting_membership, membership_of
from consult.consultations.policy import readable_page as readable_consultation
from consult.consultations.privacy import opens_to
from consult.core.errors import NotFound
from consult.drafts.models import DraftPage
from consult.drafts.policy import readable_page
from consult.moderation.models import Decision
from consult.moderation.refusals import NoArticle
from consult.people.models import User
from consult.threads.models import WORDS, Comment, HeldText


def draft_page(request: HttpRequest, draft_key: UUID) -> DraftPage:
    """Return the page of a draft in the reader's language, or another. Raises NotFound."""
    page = readable_page(draft_key, request.user, get_language())
    if page is None:
        raise NotFound
    return page


def readable_comment(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment, without its words, of a draft that the reader may see. Raises NotFound."""
    comment = some_comment(comment_id)
    draft_page(request, comment.draft_id)
    return comment


def some_comment(comment_id: UUID) -> Comment:
    """Return a comment, without its words, whoever asks. Raises NotFound."""
    comments = Comment.objects.defer(*WORDS).select_related("draft__consultation")
    comment = comments.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    return comment


def judged_comment(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment, without its words, for somebody who may see its draft or who moderates its
    consultation. Raises NotFound.
    """
    comment = some_comment(comment_id)
    if not moderates(request, comment.draft.consultation):
        draft_page(request, comment.draft_id)
    return comment


def judged_held_text(request: HttpRequest, held_id: UUID) -> HeldText:
    """Return held words for their author, or for moderators of their consultation. Raises NotFound."""
    held = HeldText.objects.select_related("draft__consultation").filter(pk=held_id).first()
    if held is None:
        raise NotFound
    if held.author_id != request.user.pk:
        membership = acting_membership(request.user, held.draft.consultation, Role.MODERATOR)
        if membership is None:
            raise NotFound
    return held


def known_decision(request: HttpRequest, decision_id: UUID) -> Decision:
    """Return a decision for whom it is about, for moderators of its consultation, and for those who
    find it in the register. Raises NotFound.
    """
    decision = Decision.objects.select_related("consultation").filter(pk=decision_id).first()
    if decision is None:
        raise NotFound
    concerned = decision.author_id == request.user.pk or moderates(request, decision.consultation)
    if not concerned and readable_consultation(decision.consultation_id, request.user) is None:
        raise NotFound
    return decision


def moderates(request: HttpRequest, consultation: Consultation) -> bool:
    """Tell whether whoever asks is a moderator of a consultation."""
    return membership_of(request.user, consultation, Role.MODERATOR) is not None


def article_id(consultation: Consultation, key: UUID | None) -> int | None:
    """Return the row of an article in force by its key. Raises NoArticle where there is none."""
    if key is None:
        return None
    articles = consultation.charter_articles.filter(key=key, retired_at=None)
    found = articles.values_list("pk", flat=True).first()
    if found is None:
        raise NoArticle
    return found


def own_held_text(request: HttpRequest, held_id: UUID) -> HeldText:
    """Return held words of whoever asks, of a draft that they may see. Raises NotFound."""
    held = HeldText.objects.filter(pk=held_id, author=request.user.pk).first()
    if held is None:
        raise NotFound
    draft_page(request, held.draft_id)
    return held


def consultation_pages(reader: User) -> dict[UUID, list[ConsultationPage]]:
    """Return the pages of consultations that somebody may read, by the consultation's id."""
    return by_key(open_pages(written_consultations(), reader))


def pages_of_consultation(consultation_id: UUID, reader: User) -> list[ConsultationPage]:
    """Return the pages of one consultation that somebody may read; none where they may not."""
    return open_pages(written_consultations().filter(translation_key=consultation_id), reader)


def written_consultations() -> QuerySet:
    """Return the public pages of consultations, without those that mirror another."""
    pages = ConsultationPage.objects.live().filter(alias_of=None)
    return pages.select_related("locale").order_by("pk")


def draft_pages(reader: User) -> dict[UUID, list[DraftPage]]:
    """Return the pages of drafts that somebody may read, by the draft's key."""
    pages = DraftPage.objects.live().filter(alias_of=None).select_related("locale")
    return by_key(open_pages(pages.order_by("pk").defer("sections"), reader))


def open_pages(pages: QuerySet, reader: User) -> list[Page]:
    """Return the pages that no restriction, on them or above, keeps from somebody.

    A restriction holds for the untranslated mirrors of its page too. The pages themselves are
    none: whoever may read a mirror may read what it shows.
    """
    closed = closed_paths(reader)
    return [page for page in pages if not page.path.startswith(closed)]


def closed_paths(reader: User) -> tuple[str, ...]:
    """Return where in the tree somebody may not read on."""
    restrictions = PageViewRestriction.objects.all()
    ids = {one.page_id for one in restrictions if not opens_to(one, reader)}
    if not ids:
        return ()
    found = Page.objects.filter(Q(pk__in=ids) | Q(alias_of__in=ids) | Q(alias_of__alias_of__in=ids))
    return tuple(found.values_list("path", flat=True))


def by_key(pages: Iterable[Page]) -> dict[UUID, list[Page]]:
    """Return pages by their translation key."""
    found: dict[UUID, list[Page]] = defaultdict(list)
    for page in pages:
        found[page.translation_key].append(page)
    return found


def in_language(pages: list[Page]) -> Page:
    """Return the page in the reader's language, or the first."""
    language = get_language()
    return next((page for page in pages if page.locale.language_code == language), pages[0])


def languages_of(pages: list[Page]) -> list[str]:
    """Return the languages of pages."""
    return [page.locale.language_code for page in pages]


def address_of(request: HttpRequest, page: Page) -> str:
    """Return the full address of a page."""
    return request.build_absolute_uri(page.get_url(request))


def next_address(request: HttpRequest, cursor: str | None) -> str | None:
    """Return the address of the next page of the list that was asked for, if there is one."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

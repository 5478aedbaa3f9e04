"""A section's story over HTTP. It asks first whether the reader may read the draft now."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from consult.answers.queries.story import story_of
from consult.core.errors import NotFound
from consult.drafts.models import Section
from consult.drafts.versions import language_of, versions_of
from consult.drafts.views import number_or_none, page_for, trail_of


@require_safe
def story(request: HttpRequest, draft_key: UUID, section_key: UUID) -> HttpResponse:
    """Show all that happened to a section in the versions that the reader may read."""
    page = page_for(request, draft_key)
    section = get_object_or_404(Section, draft=draft_key, key=section_key)
    told = story_of(
        section,
        versions_of(page),
        language=get_language(),
        before=number_or_none(request.GET.get("before")),
    )
    if told is None:
        raise NotFound
    context = {
        "page": page,
        "trail": trail_of(page),
        "language": language_of(page),
        "story": told,
    }
    return render(request, "answers/story.html", context)

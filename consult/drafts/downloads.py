"""The files of a version over HTTP, for those who may read it."""

from http import HTTPStatus
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consult.core.errors import NotFound, Refused
from consult.drafts.exports import TYPES, file_name_of, file_of
from consult.drafts.models import Version
from consult.drafts.pandoc import PandocFailed
from consult.drafts.versions import versions_of
from consult.drafts.views import numbered, page_for

DAY = 24 * 60 * 60


class NotMade(Refused):
    code = "download.not_made"
    sentence = _("This file cannot be made at the moment. Please try again later.")
    status = HTTPStatus.SERVICE_UNAVAILABLE


@require_safe
def download(request: HttpRequest, draft_key: UUID, number: int, form: str) -> HttpResponse:
    """Hand out a version as a Markdown, HTML or Word file."""
    version = numbered(versions_of(page_for(request, draft_key)), number)
    if form not in TYPES:
        raise NotFound
    name = content_disposition_header(as_attachment=True, filename=file_name_of(version, form))
    headers = {"Content-Type": TYPES[form], "Content-Disposition": name}
    return HttpResponse(kept_file_of(version, form), headers=headers)


def kept_file_of(version: Version, form: str) -> bytes:
    """Return a file of a version, made once a day: versions do not change. Raises `NotMade`."""
    try:
        return cache.get_or_set(
            f"drafts.download.{version.pk}.{form}", lambda: file_of(version, form), DAY
        )
    except PandocFailed as failure:
        raise NotMade from failure

"""A whole consultation as one file, for those who may read it."""

from tempfile import TemporaryFile
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.answers.archive import write_archive
from consult.answers.queries.texts import readable_texts
from consult.consultations.models import Consultation
from consult.core import pace
from consult.core.streaming import streamed_file
from consult.moderation.views.register import page_for


@never_cache
@require_safe
def archive(request: HttpRequest, consultation_id: UUID) -> StreamingHttpResponse:
    """Send what somebody may read of a consultation. It is written to a file first, which knows its
    length only at the end; its memory stays the same however much there is. It costs some work, so
    nobody has it made again and again: `TooFast`.
    """
    page = page_for(request, consultation_id)
    address = get_adapter().get_client_ip(request)
    pace.spend("archive", participant=request.user.pk or address, is_new=False, address=address)
    consultation = Consultation.objects.get(pk=consultation_id)
    texts = readable_texts(consultation_id, request.user)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it, when it is sent
    try:
        write_archive(file, consultation, texts, language=get_language())
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    answer = streamed_file(request, file, type="application/zip", name=f"{page.slug}.zip")
    answer["Content-Length"] = str(size)
    return answer

"""The form of a consultation's page in Wagtail's editor."""

from typing import Any

from django.utils import translation
from wagtail.admin.forms import WagtailAdminPageForm

from consult.consultations.blocks import default_charter


class ConsultationPageForm(WagtailAdminPageForm):
    """Begins a new consultation with the default charter in the language of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page = kwargs.get("instance")
        if page is not None and page._state.adding and page.locale_id:
            # The editor may read another language than the page will be in.
            with translation.override(page.locale.language_code):
                page.charter = default_charter()
        super().__init__(*args, **kwargs)

"""The words of roles in Wagtail's admin."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from consult.people.names.models import RoleWords
from consult.people.names.services import delete_role_words, save_role_words


class RoleWordsForm(WagtailAdminModelForm):
    """Words of roles, written by the service that tells those who look for them."""

    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = RoleWords
        fields = ["language", "words"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = dict(settings.LANGUAGES)
        if self.instance.language:  # the site may have dropped a language since
            known.setdefault(self.instance.language, str(self.instance))
        self.fields["language"].choices = list(known.items())
        self.fields["words"].widget.attrs["dir"] = "auto"

    def save(self, commit: bool = True) -> RoleWords:
        return save_role_words(self.instance) if commit else self.instance


class RoleWordsDeleteView(DeleteView):
    def delete_action(self) -> None:
        delete_role_words(self.object)


class RoleWordsViewSet(ModelViewSet):
    """Names of roles that no public name may hold, a list for each language."""

    model = RoleWords
    icon = "list-ul"
    menu_label = _("Names of roles")
    add_to_settings_menu = True
    list_display = ["__str__"]
    delete_view_class = RoleWordsDeleteView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return RoleWordsForm

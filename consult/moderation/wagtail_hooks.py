"""The site's lists of words in Wagtail's admin."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from consult.moderation.models import WordList
from consult.moderation.services.word_lists import delete_word_list, save_word_list


class WordListForm(WagtailAdminModelForm):
    """A list of words, written by the service that tells those who look for them."""

    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        model = WordList
        fields = ["language", "words"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = dict(settings.LANGUAGES)
        if self.instance.language:  # the site may have dropped a language since
            known.setdefault(self.instance.language, self.instance.language)
        self.fields["language"].choices = list(known.items())
        self.fields["words"].widget.attrs["dir"] = "auto"

    def save(self, commit: bool = True) -> WordList:
        return save_word_list(self.instance) if commit else self.instance


class WordListDeleteView(DeleteView):
    def delete_action(self) -> None:
        delete_word_list(self.object)


class WordListViewSet(ModelViewSet):
    """Words that a moderator looks at first, a list for each language."""

    model = WordList
    icon = "list-ul"
    menu_label = _("Lists of words")
    add_to_settings_menu = True
    list_display = ["__str__"]
    delete_view_class = WordListDeleteView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return WordListForm


@hooks.register("register_admin_viewset")
def register_word_lists() -> WordListViewSet:
    return WordListViewSet("word_lists", url_prefix="word-lists")

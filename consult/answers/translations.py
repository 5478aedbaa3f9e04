"""Answers are translated as pages are: by wagtail-localize, in Wagtail's admin.

Publishers translate the published answers of their consultations. What an answer says in its own
language is changed by its drafters alone, through the services. wagtail-localize asks for one right on
the whole site where it edits what is no page; here each address asks for each answer.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.snippets.views.snippets import EditView, HistoryView, SnippetViewSet, UsageView
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.submit_translations import SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from consult.answers.models import AnswerStatus, AnswerText
from consult.answers.policy.translating import may_translate
from consult.consultations import translating
from consult.consultations.models import Membership, Role
from consult.consultations.policy import memberships_of
from consult.people.models import User
from consult.people.policy import administers

CHANGE = "answers.change_answertext"


class PublishersTranslate(BaseBackend):
    """Gives publishers the right that wagtail-localize asks for. `may_translate` says of which."""

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        del obj
        return (
            perm == CHANGE
            and user_obj.is_active
            and any(one.role == Role.PUBLISHER for one in memberships_of(user_obj))
        )


class AnswerTextPolicy(BasePermissionPolicy):
    """Publishers change translations of published answers; nobody adds or deletes any by hand."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in ("change", "view") and user.has_perm(CHANGE)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, one) for one in actions)

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: AnswerText
    ) -> bool:
        return action in ("change", "view") and may_translate(user, instance.answer)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[AnswerText]:
        del actions
        published = AnswerText.objects.filter(answer__status=AnswerStatus.PUBLISHED)
        if administers(user):
            return published
        seats = (one for one in memberships_of(user) if one.role == Role.PUBLISHER)
        theirs = [one.consultation_id for one in seats]
        return published.filter(answer__draft__consultation__in=theirs)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        del actions
        publishers = Membership.objects.filter(role=Role.PUBLISHER).values("participant")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=publishers), is_active=True)


class TheirsOnly:
    """Shows what concerns an answer that the reader may translate, and no other."""

    def get_object(self, *args: Any, **kwargs: Any) -> AnswerText:
        text = super().get_object(*args, **kwargs)
        if not may_translate(self.request.user, text.answer):
            raise PermissionDenied
        return text


class EditText(TheirsOnly, EditView):
    pass


class UsageOfText(TheirsOnly, UsageView):
    pass


class HistoryOfText(TheirsOnly, HistoryView):
    pass


class AnswerTextViewSet(SnippetViewSet):
    """The reasons of published answers, to submit them for translation and to translate them."""

    model = AnswerText
    icon = "wagtail-localize-language"
    menu_label = pgettext_lazy("of the drafters, in the admin", "Answers")
    list_display = ["__str__", "answer"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel("reasons")])
    edit_view_class = EditText
    usage_view_class = UsageOfText
    history_view_class = HistoryOfText

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerText]:
        """Return what the reader may translate."""
        theirs = self.permission_policy.instances_user_has_any_permission_for(
            request.user, {"change"}
        )
        return theirs.select_related("answer", "locale").order_by("-answer__published_at", "pk")

    def register_chooser_viewset(self) -> None:
        """Nothing refers to an answer's reasons: there is nothing to choose."""

    def get_permissions_to_register(self) -> QuerySet[Model]:
        """Offer no permission to give to groups: publishers have what they need."""
        return super().get_permissions_to_register().none()


def originals() -> QuerySet[AnswerText]:
    """Return the reasons that drafters wrote, without translations."""
    return AnswerText.objects.filter(locale__language_code=F("answer__language"))


# The addresses of wagtail-localize


def ask_for(user: User, text: AnswerText) -> None:
    """Refuse those who may not translate an answer."""
    if not may_translate(user, text.answer):
        raise PermissionDenied


class SubmitText(SubmitSnippetTranslationView):
    """Submits the reasons of an answer that the editor may translate, as they were written."""

    def get_object(self) -> Model:
        instance = super().get_object()
        if isinstance(instance, AnswerText):
            ask_for(self.request.user, instance)
            if not originals().filter(pk=instance.pk).exists():
                raise PermissionDenied
        return instance


class UpdateTranslations(translating.UpdateTranslations):
    """Brings translations in step with a page, or with an answer that was edited."""

    def get_object(self) -> TranslationSource:
        source = UpdateTranslationsView.get_object(self)
        instance = source.get_source_instance()
        if not isinstance(instance, AnswerText):
            return super().get_object()
        ask_for(self.request.user, instance)
        return source


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view of one translation that asks, for an answer's, whether the editor may translate."""

    @wraps(view)
    def ask(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        translations = Translation.objects.select_related("source__specific_content_type")
        found = translations.filter(pk=translation_id).first()
        if found and found.source.specific_content_type.model_class() is AnswerText:
            ask_for(request.user, found.source.get_source_instance())
        return view(request, translation_id=translation_id, **kwargs)

    return ask


def nothing_to_list(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Stand in for wagtail-localize's list of all rows of a kind, which asks for no rights."""
    raise Http404

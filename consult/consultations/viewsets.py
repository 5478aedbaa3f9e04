"""The pages of Wagtail's admin on which publishers say who is a member of their consultations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import BasePermissionPolicy

from consult.consultations import policy, queries, services
from consult.consultations.models import Consultation, Membership, Role
from consult.core.errors import Refused
from consult.people.forms import PublicNameField
from consult.people.models import PUBLIC_NAME_LENGTH, User


class MembershipPolicy(BasePermissionPolicy):
    """Publishers manage the members of their consultations, site administrators all."""

    def user_has_permission(self, user: User, action: str) -> bool:
        del action
        return queries.managed_by(user).exists()

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return self.user_has_permission(user, "any")

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: Membership
    ) -> bool:
        del action
        return policy.why_not_manage(user, instance.consultation) is None

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Membership]:
        del actions
        return Membership.objects.filter(consultation__in=queries.managed_by(user))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        del actions
        publishers = Membership.objects.filter(role=Role.PUBLISHER).values("participant")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=publishers), is_active=True)


class ParticipantField(PublicNameField):
    """An account by its public name. Names are public; addresses, and a list of all, are not."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):  # what was typed
            return value
        return User.objects.filter(pk=value).values_list("public_name", flat=True).first()

    def clean(self, value: str) -> User:
        participant = User.objects.named(super().clean(value)).first()
        if participant is None:
            raise forms.ValidationError(
                _("Nobody here has this public name. Ask them how it is spelled in their profile."),
                code="unknown",
            )
        return participant


class MembershipForm(WagtailAdminModelForm):
    """A membership in a consultation that the editor manages."""

    participant = ParticipantField(
        label=_("Participant"),
        max_length=PUBLIC_NAME_LENGTH,
        help_text=_("Their public name, as it stands beside what they write."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Membership
        fields = ["consultation", "participant", "role", "college"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = queries.managed_by(self.for_user)
        self.fields["consultation"].queryset = managed.titled()
        if len(managed[:2]) == 1:
            self.fields["consultation"].initial = managed[0]

    def save(self, commit: bool = True) -> Membership:
        return services.save_member(self.instance, by=self.for_user) if commit else self.instance


class MembershipFilterSet(WagtailFilterSet):
    """By consultation, among those that the reader manages, role and college."""

    consultation = ModelChoiceFilter(
        label=_("Consultation"), queryset=lambda request: queries.managed_by(request.user).titled()
    )

    class Meta:
        model = Membership
        fields = ["consultation", "role", "college"]


class ManagedOnly:
    """Shows memberships of the consultations that the reader manages; others do not exist."""

    def managed(self) -> QuerySet[Membership]:
        consultations = Prefetch("consultation", Consultation.objects.titled())
        found = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, {"change"}
        )
        return found.select_related("participant").prefetch_related(consultations)


class MembershipIndexView(ManagedOnly, IndexView):
    def get_base_queryset(self) -> QuerySet[Membership]:
        return self.managed()


class MembershipHistoryView(ManagedOnly, HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Membership]:
        return self.managed()


class SaysRefusals:
    """A form whose service may refuse: what it says stands above the form."""

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class MembershipAddView(SaysRefusals, CreateView):
    pass


class MembershipEditView(SaysRefusals, ManagedOnly, EditView):
    def get_queryset(self) -> QuerySet[Membership]:
        return self.managed()


class MembershipDeleteView(ManagedOnly, DeleteView):
    def get_queryset(self) -> QuerySet[Membership]:
        return self.managed()

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return HttpResponseRedirect(self.get_success_url())

    @transaction.atomic
    def delete_action(self) -> None:
        log(self.object, "wagtail.delete", user=self.request.user, deleted=True)
        services.remove_member(self.object, by=self.request.user)


class MembershipViewSet(ModelViewSet):
    """Who publishes, drafts and moderates in which consultation."""

    model = Membership
    icon = "group"
    menu_label = _("Memberships")
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["participant", "role", "college", "consultation"]
    filterset_class = MembershipFilterSet
    search_fields = ["participant__public_name"]
    list_per_page = 50
    index_view_class = MembershipIndexView
    add_view_class = MembershipAddView
    edit_view_class = MembershipEditView
    delete_view_class = MembershipDeleteView
    history_view_class = MembershipHistoryView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return MembershipForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out where a membership is used: nowhere."""
        return [one for one in super().get_urlpatterns() if one.name != "usage"]

    def get_permissions_to_register(self) -> QuerySet[Model]:
        """Offer no permission to give to groups: `MembershipPolicy` asks for none."""
        return super().get_permissions_to_register().none()

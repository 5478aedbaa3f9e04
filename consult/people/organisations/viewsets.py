"""Organisations and who speaks for them, in Wagtail's admin: for site administrators, and for
publishers as far as they may vouch for people.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy

from consult.core.errors import Refused
from consult.people.models import Organisation, OrganisationMember, User
from consult.people.organisations import policy, queries, services
from consult.people.organisations.forms import OrganisationForm
from consult.people.organisations.models import MemberRole, MemberState


class OrganisationPolicy(BasePermissionPolicy):
    """Site administrators correct records here; owners do it on the site."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and policy.administers(user)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, one) for one in actions)

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: Organisation
    ) -> bool:
        del instance
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Organisation]:
        found = Organisation.objects.all()
        return found if self.user_has_any_permission(user, actions) else found.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        del actions
        return User.objects.filter(is_superuser=True, is_active=True)


class MemberPolicy(BasePermissionPolicy):
    """Who may vouch for somebody settles for whom they speak; nobody adds or deletes a row."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in {"change", "view"} and (
            policy.administers(user) or queries.settled_by(user).exists()
        )

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, one) for one in actions)

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: OrganisationMember
    ) -> bool:
        return action in {"change", "view"} and policy.why_not_settle(user, instance) is None

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[OrganisationMember]:
        del actions
        return queries.settled_by(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        del actions
        return User.objects.filter(is_superuser=True, is_active=True)


class RecordForm(WagtailAdminModelForm):
    """The record, checked as the form on the site checks it, and written by the same services."""

    name = OrganisationForm.base_fields["name"]
    kind = OrganisationForm.base_fields["kind"]
    country = OrganisationForm.base_fields["country"]
    website = OrganisationForm.base_fields["website"]
    register_name = OrganisationForm.base_fields["register_name"]
    register_number = OrganisationForm.base_fields["register_number"]

    class Meta:
        model = Organisation
        fields = list(services.RECORD)

    def save(self, commit: bool = True) -> Organisation:
        if not commit:
            return self.instance
        if self.instance._state.adding:
            return services.make(by=self.for_user, **self.cleaned_data)
        return services.change_record(
            by=self.for_user, organisation=self.instance, details=self.cleaned_data
        )


class MemberForm(WagtailAdminModelForm):
    """Whether somebody speaks for an organisation, and looks after it."""

    state = forms.ChoiceField(label=_("State"), choices=MemberState.choices)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)

    class Meta:
        model = OrganisationMember
        fields = ["state", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != MemberState.DECLARED:  # what was settled is not open any more
            self.fields["state"].choices = MemberState.choices[1:]

    def _post_clean(self) -> None:
        """Leave the row to the services, which know what may become of it."""

    def save(self, commit: bool = True) -> OrganisationMember:
        if not commit:
            return self.instance
        state, role = self.cleaned_data["state"], self.cleaned_data["role"]
        if state == MemberState.CONFIRMED:
            return services.confirm(by=self.for_user, member_id=self.instance.pk, role=role)
        if state == MemberState.ENDED and not self.instance.is_over:
            return services.refuse(by=self.for_user, member_id=self.instance.pk)
        return self.instance


class SaysRefusals:
    """A form whose service may refuse: what it says stands above the form."""

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class OrganisationAddView(SaysRefusals, CreateView):
    pass


class OrganisationEditView(SaysRefusals, EditView):
    pass


class SettledOnly:
    """Shows the memberships that the reader may settle; others do not exist."""

    def settled(self) -> QuerySet[OrganisationMember]:
        return queries.settled_by(self.request.user).select_related("person", "organisation")


class MemberIndexView(SettledOnly, IndexView):
    def get_base_queryset(self) -> QuerySet[OrganisationMember]:
        return self.settled()


class MemberEditView(SaysRefusals, SettledOnly, EditView):
    def get_queryset(self) -> QuerySet[OrganisationMember]:
        return self.settled()


class MemberHistoryView(SettledOnly, HistoryView):
    def get_base_object_queryset(self) -> QuerySet[OrganisationMember]:
        return self.settled()


class MemberFilterSet(WagtailFilterSet):
    class Meta:
        model = OrganisationMember
        fields = ["state", "role"]


class LeavesOut:
    """Leaves out pages of the admin that mean nothing here, and permissions to give to groups."""

    left_out: frozenset[str]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [one for one in super().get_urlpatterns() if one.name not in self.left_out]

    def get_permissions_to_register(self) -> QuerySet[Model]:
        return super().get_permissions_to_register().none()


class OrganisationViewSet(LeavesOut, ModelViewSet):
    """Organisations, by their names."""

    model = Organisation
    left_out = frozenset({"usage", "delete"})
    icon = "group"
    menu_label = _("Organisations")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "kind", "country", "website"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "register_number"]
    list_per_page = 50
    add_view_class = OrganisationAddView
    edit_view_class = OrganisationEditView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return RecordForm


class MemberViewSet(LeavesOut, ModelViewSet):
    """Who speaks for which organisation."""

    model = OrganisationMember
    left_out = frozenset({"usage", "delete", "add"})
    icon = "user"
    menu_label = _("Who speaks for whom")
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["person", "organisation", "state", "role", "declared_at"]
    filterset_class = MemberFilterSet
    search_fields = ["person__public_name", "organisation__name"]
    list_per_page = 50
    index_view_class = MemberIndexView
    edit_view_class = MemberEditView
    history_view_class = MemberHistoryView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return MemberForm

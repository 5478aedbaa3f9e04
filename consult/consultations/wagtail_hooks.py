"""Memberships in Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from consult.consultations import policy, services
from consult.consultations.models import Membership


class MembershipForm(WagtailAdminModelForm):
    """A membership, written by the service that knows the rules."""

    class Meta:
        model = Membership
        fields = ["consultation", "participant", "role", "college"]

    def clean(self) -> dict[str, Any]:
        details = super().clean()
        if {"consultation", "participant", "role"} <= details.keys():
            membership = Membership(pk=self.instance.pk, **details)
            others = Membership.objects.filter(
                consultation=membership.consultation, participant=membership.participant
            )
            if refusal := policy.why_not_sit(membership, others=others):
                self.add_error("college", str(refusal))
        return details

    def save(self, commit: bool = True) -> Membership:
        return services.save_member(self.instance) if commit else self.instance


class MembershipDeleteView(DeleteView):
    def delete_action(self) -> None:
        services.remove_member(self.object)


class MembershipViewSet(ModelViewSet):
    """Who publishes, drafts and moderates in which consultation."""

    model = Membership
    icon = "group"
    menu_label = _("Memberships")
    add_to_admin_menu = True
    list_display = ["participant", "role", "college", "consultation"]
    list_filter = ["role", "college"]
    list_per_page = 50
    delete_view_class = MembershipDeleteView

    def get_form_class(self, for_update: bool = False) -> type:
        del for_update
        return MembershipForm


@hooks.register("register_admin_viewset")
def register_memberships() -> MembershipViewSet:
    return MembershipViewSet("memberships", url_prefix="memberships")

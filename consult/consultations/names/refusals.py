"""Why somebody cannot take a name for one consultation."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class SpeaksInRole(Refused):
    code = "pseudonym.role"
    sentence = _(
        "You hold a role in this consultation. Everybody must be able to see who publishes, drafts and "
        "moderates: here you write under your public name."
    )
    status = HTTPStatus.FORBIDDEN


class NotWhileSuspended(Refused):
    code = "pseudonym.suspended"
    sentence = _("You are suspended. You can change your name here once you may write again.")
    status = HTTPStatus.FORBIDDEN


class IsPublicName(Refused):
    code = "pseudonym.public_name"
    sentence = _(
        "This is your public name, or is easily taken for it: people would know you by it. Choose "
        "another."
    )

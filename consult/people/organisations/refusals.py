"""Why an organisation, or who speaks for one, is not written."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class KnownOrganisation(Refused):
    code = "organisation.known"
    sentence = _("There is an organisation of this name already. Look for it, and choose it there.")
    status = HTTPStatus.CONFLICT


class RefusedBefore(Refused):
    code = "organisation.refused_before"
    sentence = _(
        "“%(name)s” has said that you do not speak for it. Ask its owners, or a publisher of the "
        "consultation, to confirm you."
    )
    status = HTTPStatus.FORBIDDEN


class NoLongerDeclared(Refused):
    code = "organisation.no_longer_declared"
    sentence = _("This has changed in the meantime. Look at the list again.")
    status = HTTPStatus.CONFLICT


class SpeaksForAnother(Refused):
    code = "organisation.speaks_for_another"
    sentence = _(
        "%(name)s speaks for another organisation now. They have to choose yours in their profile first."
    )
    status = HTTPStatus.CONFLICT


class HasOwner(Refused):
    code = "organisation.has_owner"
    sentence = _("This organisation has an owner already, who says who else looks after it.")
    status = HTTPStatus.FORBIDDEN

"""Why a public name is refused. None says more of others than what everybody can see."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class NameTaken(Refused):
    code = "name.taken"
    sentence = _(
        "Somebody uses this public name, or one that is easily taken for it. Choose another."
    )
    status = HTTPStatus.CONFLICT


class NameOfOrganisation(Refused):
    code = "name.organisation"
    sentence = _(
        "This is the name of an organisation. Choose a name of your own, and say in your profile that you "
        "speak for the organisation."
    )


class NameOfInstitution(Refused):
    code = "name.institution"
    sentence = _(
        "This is the name of an institution that takes part in a consultation here. Choose a name of your "
        "own."
    )


class NameOfStandIn(Refused):
    code = "name.stand_in"
    sentence = _(
        "Names like this one stand in place of people who have left, or who have no account. Choose "
        "another."
    )


class NameOfRole(Refused):
    code = "name.role"
    sentence = _(
        "“%(word)s” is the name of a role or an office. Who holds one here bears a badge: choose a public "
        "name without that word."
    )


class MixedScripts(Refused):
    code = "name.mixed_scripts"
    sentence = _(
        "A word in this name mixes letters of different scripts that look alike. Write each word in one "
        "script."
    )

"""What the API itself refuses, before a service is asked."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class Invalid(Refused):
    code = "request.invalid"
    sentence = _("Some of what was sent cannot be understood: the list of errors says what.")


class MalformedBody(Refused):
    code = "request.malformed"
    sentence = _("The body of the request is no JSON that can be read.")
    status = HTTPStatus.BAD_REQUEST


class NotJSON(Refused):
    code = "request.not_json"
    sentence = _("Send the body of the request as application/json.")
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class BodyTooLarge(Refused):
    code = "request.too_large"
    sentence = _("The body of the request is larger than any contribution may be.")
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class MethodNotAllowed(Refused):
    code = "request.method_not_allowed"
    sentence = _("This address does not answer to that method.")
    status = HTTPStatus.METHOD_NOT_ALLOWED


class StaleToken(Refused):
    code = "session.stale_token"
    sentence = _(
        "The safety token of the session is missing or stale. Send the value of its cookie in the "
        "header X-CSRFToken, with the Origin of this site."
    )
    status = HTTPStatus.FORBIDDEN


class Unexpected(Refused):
    code = "unexpected"
    sentence = _("Something went wrong on our side. Nothing that was sent is stored by half.")
    status = HTTPStatus.INTERNAL_SERVER_ERROR

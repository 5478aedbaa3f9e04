"""Why a comment is refused: each reason has a code, a sentence and a status."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from consult.core.errors import Refused


class NotOpenYet(Refused):
    code = "comment.not_open_yet"
    sentence = _("This consultation opens on %(when)s: until then you can read the draft.")
    status = HTTPStatus.CONFLICT


class NoLongerOpen(Refused):
    code = "comment.no_longer_open"
    sentence = _(
        "This consultation closed on %(when)s: contributions stay public, and are being answered."
    )
    status = HTTPStatus.CONFLICT


class SectionGone(Refused):
    code = "comment.section_gone"
    sentence = _(
        "The passage that you comment on is no longer part of the text. Copy your words, reload "
        "the page, and choose another passage."
    )
    status = HTTPStatus.CONFLICT


class DraftNotPublic(Refused):
    code = "comment.draft_not_public"
    sentence = _(
        "This draft is not public at the moment, so nothing can be posted. Copy your words and "
        "try again later."
    )
    status = HTTPStatus.NOT_FOUND


class Suspended(Refused):
    code = "comment.suspended"
    sentence = _("Until %(when)s your account may read but not write.")
    status = HTTPStatus.FORBIDDEN


class TooMany(Refused):
    code = "comment.too_many"
    sentence = _(
        "You have posted %(limit)s contributions within %(minutes)s minutes. Wait a little, then "
        "post this one again."
    )
    status = HTTPStatus.TOO_MANY_REQUESTS


class OtherThread(Refused):
    code = "comment.other_thread"
    sentence = _("The contribution that you answer belongs to another passage. Reload the page.")
    status = HTTPStatus.CONFLICT


class UnknownKind(Refused):
    code = "comment.unknown_kind"
    sentence = _("Choose whether your contribution is a remark or a question.")

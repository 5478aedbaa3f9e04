"""Why a comment is refused: each reason has a code, a sentence and a status."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.core.errors import NotFound, Refused, SignInFirst


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


class OtherThread(Refused):
    code = "comment.other_thread"
    sentence = _("The contribution that you answer belongs to another passage. Reload the page.")
    status = HTTPStatus.CONFLICT


class UnknownKind(Refused):
    code = "comment.unknown_kind"
    sentence = _("Choose whether your contribution is a remark, a question or a suggestion.")


class UnknownStance(Refused):
    code = "comment.unknown_stance"
    sentence = _("Say whether you are for or against the passage, or neither, or leave it open.")


class GuestsTakeNoStance(Refused):
    code = "comment.guests_take_no_stance"
    sentence = _(
        "Only people with an account are counted as for or against. Leave the stance open and say in "
        "words what you think, or create an account."
    )
    status = HTTPStatus.FORBIDDEN


class UnknownLanguage(Refused):
    code = "comment.unknown_language"
    sentence = _("Choose the language of your contribution from those that are offered.")


class KeyUsed(Refused):
    code = "comment.key_used"
    sentence = _(
        "What you sent first is published, and these words differ from it. Send them again to "
        "publish them as another contribution, or edit the first one."
    )
    status = HTTPStatus.CONFLICT


class RepliesOnlyAnswer(Refused):
    code = "comment.replies_only_answer"
    sentence = _(
        "A reply answers a contribution. To propose another wording, quote the text or take a "
        "stance, write a contribution of your own about the passage."
    )


class NoWordingHere(Refused):
    code = "suggestion.no_wording_here"
    sentence = _("Choose the passage whose wording you want to change, and suggest it there.")


class NoWording(Refused):
    code = "suggestion.no_wording"
    sentence = _(
        "Your suggestion is empty. Write the passage as it should read; to ask that it be taken "
        "out, write a remark."
    )


class NothingChanged(Refused):
    code = "suggestion.nothing_changed"
    sentence = _("Your suggestion is the text as it stands. Change the words that should change.")


class QuoteNotThere(Refused):
    code = "quote.not_there"
    sentence = _(
        "The words that you quote are not in this passage as it stands now. Select them again, or "
        "go on without a quote."
    )


class QuoteTooLong(Refused):
    code = "quote.too_long"
    sentence = ngettext_lazy(
        "You quote %(length)s character; %(limit)s at most are possible. Select fewer words.",
        "You quote %(length)s characters; %(limit)s at most are possible. Select fewer words.",
        "length",
    )


class TooManyMentions(Refused):
    code = "comment.too_many_mentions"
    sentence = ngettext_lazy(
        "A contribution can mention %(limit)s person at most. Take some of the @ out.",
        "A contribution can mention %(limit)s people at most. Take some of the @ out.",
        "limit",
    )


class UnknownVote(Refused):
    code = "vote.unknown"
    sentence = _("Choose whether you agree or disagree.")


class GuestsDoNotVote(Refused):
    code = "vote.guests_do_not_vote"
    sentence = _("Only people with an account vote. Create one, or say in a reply what you think.")
    status = HTTPStatus.FORBIDDEN


class OwnComment(Refused):
    code = "vote.own_comment"
    sentence = _("Nobody votes on their own contribution.")
    status = HTTPStatus.FORBIDDEN


class NotVisible(Refused):
    code = "comment.not_visible"
    sentence = _(
        "This contribution was hidden or deleted. Reload the page to see what became of it."
    )
    status = HTTPStatus.CONFLICT


class NotYours(Refused):
    code = "comment.not_yours"
    sentence = _("Only its author can change or delete a contribution.")
    status = HTTPStatus.FORBIDDEN


class StaysWhileHidden(Refused):
    code = "comment.stays_while_hidden"
    sentence = _(
        "Moderators have hidden this contribution. It cannot be deleted, so that their decision "
        "can be reviewed; the public does not see it."
    )
    status = HTTPStatus.CONFLICT


class AlreadyDeleted(Refused):
    code = "comment.already_deleted"
    sentence = _("This contribution is deleted already.")
    status = HTTPStatus.CONFLICT


class NoLongerWaiting(Refused):
    code = "comment.no_longer_waiting"
    sentence = _(
        "A moderator has read this contribution in the meantime. Reload the page to see what "
        "became of it."
    )
    status = HTTPStatus.CONFLICT


class UnknownChoice(Refused):
    code = "list.unknown_choice"
    sentence = _("There is no such order or filter. Choose one of those that are offered.")


class UnknownPage(Refused):
    code = "list.unknown_page"
    sentence = _("The list has no such page. Begin at the first one.")


class SameLanguage(Refused):
    code = "translation.same_language"
    sentence = _("This is written in the language into which you translate. Choose another one.")
    status = HTTPStatus.CONFLICT


class NothingToTranslate(Refused):
    code = "translation.nothing_to_translate"
    sentence = _("This suggestion has no words besides the wording that it proposes.")
    status = HTTPStatus.CONFLICT


class GuestsDoNotTranslate(Refused):
    code = "translation.guests_do_not_translate"
    sentence = _("Only people with an account translate, and confirm translations. Create one.")
    status = HTTPStatus.FORBIDDEN


class OwnTranslation(Refused):
    code = "translation.own"
    sentence = _("Somebody else confirms what you have translated.")
    status = HTTPStatus.FORBIDDEN


class NotOffered(Refused):
    code = "translation.not_offered"
    sentence = _("This translation does not wait to be confirmed any more. Reload the page.")
    status = HTTPStatus.CONFLICT


class ConfirmedBefore(Refused):
    code = "translation.confirmed_before"
    sentence = _(
        "Another translation into this language is confirmed already. Only the author of the "
        "contribution can put this one in its place."
    )
    status = HTTPStatus.CONFLICT


class NotYourTranslation(Refused):
    code = "translation.not_yours"
    sentence = _("Only who wrote this translation can take it back.")
    status = HTTPStatus.FORBIDDEN


class SignInOrConfirm(SignInFirst):
    """Signing in would help; so would an e-mail address, for those who comment."""

    by_mail = True


class NoAddress(Refused):
    code = "guest.no_address"
    sentence = _("This is no e-mail address to which we could send a link. Correct it, or sign in.")


class UnknownLink(NotFound):
    code = "guest.unknown_link"
    sentence = _(
        "This link leads to nothing. Perhaps it was cut short on its way: copy all of it from the "
        "mail. Or what it was for is erased."
    )


class LinkTooOld(Refused):
    code = "guest.link_too_old"
    sentence = _("The time of this link is over. What was not published by then is erased.")
    status = HTTPStatus.GONE

"""Why a moderator, a reporter or an author is refused: a code, a sentence and a status each."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.core.errors import Refused


class OwnComment(Refused):
    code = "decision.own_comment"
    sentence = _("Nobody decides on their own comment, or on a reply to it.")
    status = HTTPStatus.FORBIDDEN


class AlreadyDecided(Refused):
    """`decision` is the one that somebody took before."""

    decision: object | None = None
    code = "decision.already_decided"
    sentence = _(
        "Somebody decided before you: %(what)s, on %(when)s (%(who)s). Nothing of yours was "
        "written. Look at it again."
    )
    status = HTTPStatus.CONFLICT


class NothingToDecide(Refused):
    code = "decision.nothing_to_decide"
    sentence = _("This is already so. Reload the page to see how it stands.")
    status = HTTPStatus.CONFLICT


class WordsChanged(Refused):
    code = "decision.words_changed"
    sentence = _(
        "The author has changed these words while you were deciding. Nothing of yours was "
        "written. Read them again."
    )
    status = HTTPStatus.CONFLICT


class Deleted(Refused):
    code = "decision.deleted"
    sentence = _("Its author has deleted this contribution. There is nothing left to decide on.")
    status = HTTPStatus.CONFLICT


class NoArticle(Refused):
    code = "decision.no_article"
    sentence = _("Choose the article of the charter that the contribution breaks.")


class UnknownAction(Refused):
    code = "decision.unknown_action"
    sentence = _("There is no such decision. Choose one of those that are offered.")


class NoExplanation(Refused):
    code = "decision.no_explanation"
    sentence = _("Say in a few words why: the author will read it.")


class OtherCollege(Refused):
    code = "decision.other_college"
    sentence = _("It is the other college's turn: nobody confirms or reviews their own side.")
    status = HTTPStatus.FORBIDDEN


class OwnDecision(Refused):
    code = "decision.own_decision"
    sentence = _("Nobody decides on an appeal against their own decision.")
    status = HTTPStatus.FORBIDDEN


class OwnKey(Refused):
    code = "decision.own_key"
    sentence = _(
        "You have confirmed this decision. Another moderator of your college decides on the appeal."
    )
    status = HTTPStatus.FORBIDDEN


class NoEnd(Refused):
    code = "decision.no_end"
    sentence = _("Say until when the account is suspended: a day after today.")


class NotOnSite(Refused):
    code = "decision.not_on_site"
    sentence = _(
        "You can suspend somebody in this consultation. On the whole site, those can who may "
        "change participants."
    )
    status = HTTPStatus.FORBIDDEN


class NoAccountOnSite(Refused):
    code = "decision.no_account_on_site"
    sentence = _(
        "Its author has no account. Suspend them in this consultation: that holds for their address."
    )


class TooMany(Refused):
    code = "decision.too_many"
    # Translators: contributions, from the list of those that wait for a moderator
    sentence = ngettext_lazy(
        "Decide on %(limit)s at most at once.", "Decide on %(limit)s at most at once.", "limit"
    )


class NothingChosen(Refused):
    code = "decision.nothing_chosen"
    sentence = _("Select at least one contribution from the list first.")


class TakenByOther(Refused):
    code = "case.taken"
    sentence = _("%(name)s is on it, until %(when)s at the latest.")
    status = HTTPStatus.CONFLICT


class CaseClosed(Refused):
    code = "case.closed"
    sentence = _("This is settled already. Reload the page to see what was decided.")
    status = HTTPStatus.CONFLICT


class NoReply(Refused):
    code = "reply.incomplete"
    sentence = _("A saved reply needs a language, a title and a text.")


class ReplyExists(Refused):
    code = "reply.exists"
    sentence = _("There is a saved reply of this title in this language. Choose another title.")
    status = HTTPStatus.CONFLICT


class AlreadyReported(Refused):
    code = "report.already"
    sentence = _("You have reported this contribution already. A moderator will read your report.")
    status = HTTPStatus.CONFLICT


class BadAddress(Refused):
    code = "report.bad_address"
    sentence = _(
        "This is no e-mail address. Correct it, or leave it out: then nobody can tell you the "
        "outcome."
    )


class NothingToReport(Refused):
    code = "report.nothing"
    sentence = _("This contribution is not public any more: there is nothing left to report.")
    status = HTTPStatus.CONFLICT


class OwnReport(Refused):
    code = "report.own"
    sentence = _("This contribution is yours: you can change or delete it.")
    status = HTTPStatus.FORBIDDEN


class NotYourDecision(Refused):
    code = "appeal.not_yours"
    sentence = _("Only whom a decision is about can contest it.")
    status = HTTPStatus.FORBIDDEN


class NotContestable(Refused):
    code = "appeal.not_contestable"
    sentence = _("There is nothing to contest: this decision restricts nothing, or no longer does.")
    status = HTTPStatus.CONFLICT


class AppealedBefore(Refused):
    code = "appeal.once"
    sentence = _("You have contested this decision already. It is contested once.")
    status = HTTPStatus.CONFLICT


class TooLate(Refused):
    code = "appeal.too_late"
    sentence = _("This decision could be contested until %(when)s.")
    status = HTTPStatus.CONFLICT


class NoWords(Refused):
    code = "appeal.no_words"
    sentence = _("Say why you think that the decision is wrong.")


class UnknownFilter(Refused):
    code = "register.unknown_filter"
    sentence = _("The register cannot be narrowed like that. Choose one of the filters on offer.")


class UnknownPeriod(Refused):
    code = "transparency.unknown_period"
    sentence = _("These are no two days of one period. Write them as in 2027-01-31.")


class ClassifierMissing(Refused):
    code = "classifier.missing"
    sentence = _(
        "The classifier %(name)s is not installed on this site. Ask who runs it to install "
        "requirements/classifier.txt, or to choose another."
    )
    status = HTTPStatus.CONFLICT


class NothingLearned(Refused):
    code = "classifier.nothing_learned"
    sentence = _(
        "The classifier has learned nothing from this consultation yet. Ask who runs the site to "
        "train it."
    )
    status = HTTPStatus.CONFLICT


class TooFewDecisions(Refused):
    code = "classifier.too_few_decisions"
    sentence = _(
        "There are too few decisions to learn from: %(kept)s contributions kept and %(hidden)s "
        "hidden. It takes %(least)s of each."
    )
    status = HTTPStatus.CONFLICT


class OwnTranslation(Refused):
    code = "decision.own_translation"
    sentence = _("Nobody decides on their own translation: you can take it back.")
    status = HTTPStatus.FORBIDDEN

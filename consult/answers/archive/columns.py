"""What each column of the archive's tables says; the JSON files bear the same names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Columns = dict[str, str | Promise]

DRAFT = _("The key of the text.")
SECTION = _("The key of the passage, the same in every version and language.")
LANGUAGE = _("The code of the language.")
ANSWER = _("The key of the answer.")
COLLEGE = _("The college: government or civil_society.")
SIGNER = _("The public name of who signed.")
ORGANISATION = _("The organisation in whose name they signed, as of then.")
NUMBER = _("The number of the version in its language.")

VERSIONS: Columns = {
    "draft": DRAFT,
    "language": LANGUAGE,
    "number": NUMBER,
    "title": _("The title of the version."),
    "published_at": _("When it was published, in universal time."),
    "files": _("The name of its files, which end in .md and .html."),
}
SECTIONS: Columns = {
    "section": SECTION,
    "draft": DRAFT,
    "position": _("Its place in the text; 0 stands for the text as a whole."),
    "name": _("Its title or first words, in the language of this guide where there is one."),
    "is_whole_draft": _("Whether it stands for the text as a whole."),
    "retired_at": _("When the last version that had it was replaced; none while it stands."),
    "contributions": _("How many visible comments begin a thread there."),
    "without_account": _("How many of these were made without an account."),
    "answered": _("How many of the contributions have their reasoned answer."),
    "for": _("How many participants are for it. People without an account take no stance."),
    "against": _("How many are against it."),
    "neither": _("How many are neither."),
}
CONTRIBUTIONS: Columns = {
    "id": _("The key of the comment; its address on the site is /c/ and this key."),
    "draft": DRAFT,
    "section": SECTION,
    "thread": _("The key of the comment that begins the thread; none for one that does."),
    "in_reply_to": _("The key of the comment that it answers."),
    "kind": _("remark, question or suggestion."),
    "status": _(
        "visible, hidden or deleted: of the last two there are no words and no names here."
    ),
    "charter_article": _("The number of the article for which it is hidden."),
    "language": LANGUAGE,
    "author": _("The name under which the author spoke."),
    "without_account": _("Whether the author has no account, only a confirmed e-mail address."),
    "affiliation": _(
        "In what capacity the author spoke, as of then; empty without an account, where none is "
        "declared."
    ),
    "organisation": _("For which organisation the author spoke, as of then."),
    "organisation_kind": _("What that organisation is, as its record says."),
    "organisation_confirmed": _("Whether it was confirmed that they speak for it, as of then."),
    "by_official": _("Whether the author spoke for the government, as of then."),
    "stance": _("for, against or neither, where the author said."),
    "text": _("What they wrote."),
    "wording": _("The wording that a suggestion proposes."),
    "quote": _("The words of the text that it quotes."),
    "agree": _(
        "How many participants agree. Who voted is not public; people without an account do not vote."
    ),
    "disagree": _("How many disagree."),
    "replies": _("How many replies there are, with those whose words are gone."),
    "replies_without_account": _("How many of these replies were made without an account."),
    "posted_at": _("When it was posted, in universal time."),
    "edited_at": _("When it was last edited."),
    "outcome": _(
        "What became of it: adopted, partly, already, declined, out_of_scope or needs_work; empty "
        "while it has no answer."
    ),
    "answered_at": _("When it got its first answer."),
}
CONTRIBUTION_TRANSLATIONS: Columns = {
    "contribution": _("The key of the comment that it translates."),
    "language": LANGUAGE,
    "status": _("confirmed, offered (nobody has confirmed it yet), or machine."),
    "by": _("The name under which it was translated, or that of the machine."),
    "confirmed_by": _("The name under which it was confirmed."),
    "text": _("The words in this language."),
    "made_at": _("When it was offered or made, in universal time."),
}
ANSWERS: Columns = {
    "id": ANSWER,
    "draft": DRAFT,
    "outcome": _("What becomes of the contributions that it answers."),
    "section_key": _("The key of the passage where it can be seen."),
    "version_number": _("The number of the version in which it can be seen."),
    "language": _("The language in which it was written."),
    "published_at": _("When it was published, in universal time."),
    "edited_at": _("When it was last edited since."),
}
ANSWER_TEXTS: Columns = {
    "answer": ANSWER,
    "language": LANGUAGE,
    "reasons": _("The reasons in this language."),
}
ANSWER_LINKS: Columns = {
    "answer": ANSWER,
    "contribution": _("The key of a contribution that it answers."),
}
ANSWER_SIGNATURES: Columns = {
    "answer": ANSWER,
    "college": COLLEGE,
    "signer_name": SIGNER,
    "organisation": ORGANISATION,
    "signed_at": _("When it was signed, in universal time."),
}
CHANGES: Columns = {
    "draft": DRAFT,
    "section_key": SECTION,
    "version_language": LANGUAGE,
    "version_number": _("The first version that bears the change."),
    "contribution": _("The key of the contribution that caused it."),
    "manner": _("as_is where it was taken up as proposed, reworded where in other words."),
    "college": _("The college of the drafter who took it up."),
    "made_at": _("When it was taken up into the working text, in universal time."),
}
SIGNATURES: Columns = {
    "draft": DRAFT,
    "language": LANGUAGE,
    "version_number": NUMBER,
    "college": COLLEGE,
    "signer_name": SIGNER,
    "organisation": ORGANISATION,
    "dissent": _("The note of dissent, if there is one."),
    "digest": _("The SHA-256 of the title, introduction and sections that were signed."),
    "signed_at": _("When it was signed, in universal time."),
}
EMERGENCIES: Columns = {
    "draft": DRAFT,
    "version_language": LANGUAGE,
    "version_number": NUMBER,
    "publisher_name": _("The public name of who published it without both signatures."),
    "reason": _("Why, as the public was told."),
    "made_at": _("When it was published, in universal time."),
}

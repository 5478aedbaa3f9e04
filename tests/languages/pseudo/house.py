"""A consultation in which everything has happened once, so that its pages show all that they can."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from consult.answers.models import Answer
from consult.answers.services import answers, assignments
from consult.answers.services.completion import complete_consultation
from consult.answers.services.emergencies import publish_in_emergency
from consult.answers.services.report import make_report
from consult.consultations.models import Consultation, ConsultationPage
from consult.moderation import services as moderation
from consult.moderation.models import Case, Decision
from consult.moderation.services.replies import save_reply
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Place, Said
from consult.threads.quotes import Quote
from consult.threads.services.vote import cast_vote
from tests.answers.answering import anew, begin, publish
from tests.answers.closing import close
from tests.answers.signing import mark, sign, write
from tests.answers.taking import take
from tests.factories.answers import make_answer
from tests.factories.pages import publish as publish_page
from tests.moderation.house import decide, expire, hold, set_rules
from tests.moderation.test_nothing_hidden_leaks import make_house

WORDING = "Les données existent, et elles sont publiées."


def fill(stage, cast) -> None:
    """Let everything happen: talk, moderation, answers, suggestions taken up, signatures."""
    post = poster(stage, cast)
    User.objects.filter(pk=cast.neighbour.pk).update(affiliation="public_servant")
    make_house(stage, cast, post)
    talk(stage, cast, post)
    moderate(stage, cast, post)
    answer(stage, cast, post)
    sign_text(stage, cast)


def poster(stage, cast):
    """Return a function that posts a comment, as the citizen unless somebody else is named."""

    def post(body, *, by=None, place=None, in_reply_to=None, **said):
        said = Said(body, "fr", **said)
        place = place or stage.place()
        by = by or cast.citizen
        return threads.post_comment(by=by, place=place, said=said, in_reply_to=in_reply_to).comment

    return post


def one_of_each_kind(known: dict[str, list]) -> dict[str, list]:
    """Return values for addresses, of things that look the same only one."""

    def chosen(rows, *fields):
        kinds = {tuple(row[1:]): row[0] for row in rows.order_by("pk").values_list("pk", *fields)}
        return list(kinds.values())

    replies = Q(in_reply_to__isnull=False)
    edits = Q(edits__isnull=False)
    comments = Comment.objects.annotate(is_reply=replies)
    decisions = Decision.objects.annotate(
        is_provisional=Q(confirm_by__isnull=False), is_contested=Q(appeal__isnull=False)
    )
    return known | {
        "comment_id": chosen(comments, "is_reply", "status", "kind"),
        "held_id": chosen(HeldText.objects.annotate(is_edit=edits), "is_edit", "status"),
        "decision_id": chosen(decisions, "action", "is_provisional", "is_contested"),
        "case_id": chosen(Case.objects.all(), "cause"),
        "answer_id": chosen(Answer.objects.all(), "status", "outcome"),
    }


def talk(stage, cast, post):
    quoted = Place(stage.draft.pk, stage.text.key, Quote("elles restent dispersées"))
    first = post("Pourquoi restent-elles ainsi ?", kind="question", place=quoted)
    post("Parce que.", by=cast.neighbour, in_reply_to=first.pk)
    post("D’accord.", by=cast.neighbour, stance="for")
    post("Pas d’accord.", by=cast.neighbour, stance="against", place=stage.place(stage.sections[2]))
    post("De tout cœur.", by=cast.neighbour, place=Place(stage.draft.pk))
    for name in ("neighbour", "drafter_gov"):
        cast_vote(by=getattr(cast, name), comment_id=first.pk, value="agree")


def moderate(stage, cast, post):
    warned = decide(stage, cast.moderator_gov, post("Une remarque."), "warn")
    moderation.appeal_decision(by=cast.citizen, decision_id=warned.pk, words="Ah non !")
    kept = post("Une autre remarque.", by=cast.neighbour)
    report(stage, cast.citizen, kept)
    decide(stage, cast.moderator_gov, kept, "keep")
    again = decide(stage, cast.moderator_gov, post("Une de trop.", by=cast.neighbour), "hide")
    moderation.turn_key(by=cast.moderator_civ, decision_id=again.pk, confirms=True)
    decide(stage, cast.moderator_gov, post("Une de moins.", by=cast.neighbour), "hide")
    expire()
    decide(stage, cast.moderator_civ, hold(stage, cast.neighbour, "Bien dit."), "publish")
    report(stage, cast.neighbour, post("Une dernière."))
    reply = {"language": "fr", "title": "Poliment", "text": "Restons polis."}
    save_reply(by=cast.moderator_gov, consultation=stage.consultation, **reply)


def report(stage, by, comment):
    notice = moderation.Notice(article_id=stage.articles[0].pk, words="Voyez.", language="fr")
    moderation.report_comment(by=by, comment_id=comment.pk, notice=notice)


def answer(stage, cast, post):
    both = publish(cast.drafter_gov, post("À répondre."), post("À répondre aussi."))
    answers.sign_answer(by=anew(cast.drafter_civ), answer_id=both.pk)
    publish(cast.drafter_civ, post("Trop cher."), outcome="declined", reasons="Trop cher, hélas.")
    begin(cast.drafter_gov, post("Sans réponse."), outcome="out_of_scope", reasons="Nous y venons.")
    make_answer(stage.draft, [post("Presque.")], "partly", by=cast.drafter_civ)
    mine = post("Pour quelqu’un.")
    assignments.assign(by=cast.drafter_gov, contribution_ids=[mine.pk], drafter=cast.drafter_gov)
    suggestion = post("", kind="suggestion", wording=WORDING)
    post("", kind="suggestion", wording="Les données n’existent pas.", by=cast.neighbour)
    take(stage, cast.drafter_gov, suggestion, wording=WORDING)


def sign_text(stage, cast):
    """Publish a second version, signed by both; then have a third wait, signed by one."""
    sign(stage.page, cast.drafter_gov)
    sign(stage.page, cast.drafter_civ, dissent="Nous voulions 2026.")
    write(stage.page, "<p>Les données seront publiées en 2027.</p>", by=cast.drafter_gov)
    sign(stage.page, cast.drafter_gov)


# What a consultation comes to


def announce(stage, cast) -> None:
    move(stage, opens=5, closes=20)


def end(stage, cast) -> None:
    """The time to contribute is over, and answers are due."""
    del cast
    close(stage)


def complete(stage, cast) -> None:
    """All is done: a text was published in an emergency, some stay unanswered, and there is a report."""
    page = write(stage.page, "<p>Le tribunal en a décidé.</p>")
    publish_in_emergency(
        by=anew(cast.publisher),
        page=page,
        reason="Le tribunal l’exige avant demain.",
        language="fr",
        seen=mark(page),
    )
    close(stage)
    key = stage.consultation.pk
    report = make_report(by=anew(cast.publisher), consultation_id=key)
    publish_page(report)
    complete_consultation(
        by=anew(cast.publisher), consultation_id=key, reason="Faute de temps.", language="fr"
    )


def move(stage, *, opens, closes):
    now = timezone.now().replace(microsecond=0)
    times = {
        "opens_at": now + timedelta(days=opens),
        "closes_at": now + timedelta(days=closes),
    }
    Consultation.objects.filter(pk=stage.consultation.pk).update(**times)
    ConsultationPage.objects.filter(translation_key=stage.consultation.pk).update(**times)


def suspend(stage, cast) -> None:
    """Keep the citizen from writing, and everybody's words until a moderator has read them."""
    last = poster(stage, cast)("Assez.")
    decide(stage, cast.moderator_gov, last, "suspend", until=timezone.now() + timedelta(days=3))
    set_rules(stage.consultation, premoderation="all")

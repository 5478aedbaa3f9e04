"""The demonstration's moderators at work: what is reported, held, decided, confirmed and appealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cms.demo import content
from cms.demo.discussion import Act, Turn
from consult.answers.models import Adoption, Answer, AnswerSignature, Assignment, Completion
from consult.consultations.house_rules import Premoderation
from consult.consultations.models import CharterArticle, Consultation
from consult.moderation import services as moderation
from consult.moderation.models import Case, Decision, Report, WordList
from consult.moderation.services import word_lists
from consult.people.models import User
from consult.threads.models import Comment, HeldText

DATED = (
    (Case, "opened_at"),
    (Case, "closed_at"),
    (Report, "reported_at"),
    (Report, "closed_at"),
    (HeldText, "held_at"),
    (HeldText, "settled_at"),
    (Adoption, "made_at"),
    (Assignment, "assigned_at"),
    (Answer, "begun_at"),
    (Answer, "changed_at"),
    (Answer, "published_at"),
    (AnswerSignature, "signed_at"),
    (Completion, "completed_at"),
    (Comment, "answered_at"),
    (Comment, "posted_at"),
    (Comment, "edited_at"),
)
"""What services date by the clock. Decisions are not among them: the register repeats their time."""


@contextmanager
def dated(at: datetime) -> Iterator[None]:
    """Let all that happens meanwhile have happened at another time."""
    begin = timezone.now()
    yield
    for model, field in DATED:
        model.objects.filter(**{f"{field}__gte": begin}).update(**{field: at})


class Desk:
    """What moderators, reporters and authors did, step by step."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        texts = content.read("site")
        self.read_newcomers = {
            key: one["newcomers_read"]
            for one in texts["consultations"]
            for key in one["drafts"][:1]
            if "newcomers_read" in one
        }
        self.consultations = [one["key"] for one in texts["consultations"]]

    def acts(self, drafts: dict[str, object]) -> Iterator[Act]:
        """Return what is done with no comment in particular; `drafts` are the keys by name."""
        yield Act(content.read("desk")["words"]["from_days_ago"], lambda _at: list_words())
        for name, times in self.read_newcomers.items():
            of_draft = Consultation.objects.filter(drafts=drafts[name])
            for when, whose in (("from", Premoderation.NEWCOMERS), ("to", Premoderation.NONE)):
                yield Act(
                    times[f"{when}_days_ago"],
                    lambda _at, which=of_draft, whose=whose: which.update(premoderation=whose),
                )

    def acts_of(self, turn: Turn) -> Iterator[Act]:
        """Return what is done about one comment."""
        for step in turn.texts.get("desk", []):
            yield Act(step["days_ago"], lambda at, step=step: self.act(turn, step, at))

    def act(self, turn: Turn, step: dict, at: datetime) -> None:
        """Do one step, at its time."""
        if turn.texts.get("held") and not turn.held:
            return
        by = self.people[step["by"]] if "by" in step else None
        with dated(at):
            match step["do"]:
                case "report":
                    self.report(turn, step, by)
                case "take":
                    case = turn.comment.cases.open().latest("pk")
                    moderation.take_case(by=by, case_id=case.pk)
                case "appeal":
                    restricted = [one for one in turn.decisions if one.is_restriction]
                    turn.appeal = moderation.appeal_decision(
                        by=self.people[turn.texts["by"]],
                        decision_id=restricted[-1].pk,
                        words=step["words"],
                        at=at,
                    )
                case _:
                    turn.decisions.append(self.decide(turn, step, by, at))
        if turn.held and turn.comment is None:
            turn.comment = HeldText.objects.get(pk=turn.held.pk).published_as

    def report(self, turn: Turn, step: dict, by: User | None) -> None:
        moderation.report_comment(
            by=by or AnonymousUser(),
            comment_id=turn.comment.pk,
            notice=moderation.Notice(
                article_id=self.article(turn, step).pk,
                words=step.get("words", ""),
                email=step.get("email", ""),
                language=by.language if by else step["language"],
            ),
            address="" if by else f"demonstration {step['reader']}",
        )

    def decide(self, turn: Turn, step: dict, by: User, at: datetime) -> Decision:
        action, said = step["do"], step.get("explanation", "")
        if action in ("confirm", "lift"):
            waiting = [one for one in turn.decisions if one.confirm_by]
            return moderation.turn_key(
                by=by,
                decision_id=waiting[-1].pk,
                confirms=action == "confirm",
                explanation=said,
                at=at,
            )
        if action in ("uphold", "overturn"):
            return moderation.settle_appeal(
                by=by,
                appeal_id=turn.appeal.pk,
                upholds=action == "uphold",
                explanation=said,
                at=at,
            )
        reasons = moderation.Reasons(
            article_id=self.article(turn, step).pk if "article" in step else None,
            explanation=said,
            until=at + timedelta(days=step["days"]) if "days" in step else None,
        )
        subject = turn.comment or turn.held
        return moderation.decide(
            by=by, subject_id=subject.pk, action=action, reasons=reasons, at=at
        )

    def article(self, turn: Turn, step: dict) -> CharterArticle:
        """Return the article that a step names, of the consultation where it happens."""
        keys = {content.block_id(key, step["article"]) for key in self.consultations}
        return CharterArticle.objects.get(consultation__drafts=turn.place.draft_key, key__in=keys)


def list_words() -> None:
    """Write the lists of words that a moderator looks at first, where the site has none."""
    for language, words in listed_words().items():
        if not WordList.objects.filter(language=language).exists():
            word_lists.save_word_list(WordList(language=language, words=words))


def listed_words() -> dict[str, str]:
    """Return the demonstration's words by language, one a line."""
    words = content.read("desk")["words"]
    spoken = [language for language in content.languages() if language in words]
    return {language: "\n".join(words[language]) for language in spoken}


def save_replies(consultation: Consultation, by: User) -> None:
    """Save the explanations that a consultation's moderators give often, in each language."""
    for reply in content.read("desk")["saved_replies"]:
        for language in content.languages():
            if not content.speaks(reply, language):
                continue
            one = content.in_language(reply, language)
            moderation.save_reply(
                by=by,
                consultation=consultation,
                language=language,
                title=one["title"],
                text=one["text"],
            )

"""Cases by the thousand: what readers reported, what waits to be read, confirmed or reviewed.

Of ten open cases four are reported comments, three and a half are held texts (four in seven of them
in campaigns of twenty), one waits for a second key, one for the outcome of an appeal, half a one was
changed after review. As many cases again are settled.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.utils import timezone

from consult.consultations.colleges import College
from consult.consultations.models import CharterArticle, Consultation
from consult.core.ids import new_id
from consult.core.text import clean
from consult.moderation.models import Action, Appeal, Case, Cause, Decision, Report
from consult.people.models import User
from consult.threads.models import COMMENT_LENGTH, Comment, HeldText, Status

SHARES = {
    Cause.REPORTED: 0.40,
    Cause.HELD: 0.35,
    Cause.UNCONFIRMED: 0.10,
    Cause.APPEALED: 0.10,
    Cause.CHANGED: 0.05,
}
CAMPAIGN, ALONE = 20, 3 / 7
MOST_REPORTS = 5
WORDS = (
    "Je demande le retrait de ce passage : il coûte plus qu'il n'apporte, et nul ne l'a demandé."
)
BATCH = 2_000


class Desk:
    """The cases of one consultation, made in bulk and one by one."""

    def __init__(self, consultation: Consultation, moderators: dict[str, User]) -> None:
        self.consultation, self.moderators = consultation, moderators
        self.chance = random.Random(2027)
        self.draft = consultation.drafts.get()
        articles = consultation.charter_articles.filter(retired_at=None)
        self.article: CharterArticle = articles.filter(is_urgent=False).first()
        sitting = [one.pk for one in moderators.values()]
        self.people = list(User.objects.exclude(pk__in=sitting).order_by("pk")[:500])
        self.sections = list(self.draft.sections.values_list("pk", flat=True)[:50])
        self.text = clean(WORDS, limit=COMMENT_LENGTH)
        self.comments = self.visible()
        self.campaign, self.left = uuid4(), 0

    def visible(self) -> Iterator[Comment]:
        """Yield comments that nobody has looked at yet, from the newest on."""
        visible = Comment.objects.filter(draft=self.draft, status=Status.VISIBLE).order_by("-pk")
        yield from visible.defer("source", "html").iterator(chunk_size=BATCH)

    def fill(self, count: int) -> None:
        """Make so many open cases, and as many that are settled."""
        for is_open in (False, True):
            for cause, share in SHARES.items():
                left = max(1, round(count * share))
                while left:
                    self.make(cause, min(left, BATCH), is_open=is_open)
                    left -= min(left, BATCH)

    def one_more(self, cause: Cause) -> Case:
        """Make one more open case."""
        return self.make(cause, 1)[0]

    def make(self, cause: Cause, count: int, *, is_open: bool = True) -> list[Case]:
        """Make cases of a cause with all that they are about."""
        cases = [self.new(cause, is_open) for _ in range(count)]
        if cause == Cause.HELD:
            for case in cases:
                self.hold(case)
            HeldText.objects.bulk_create(one.held for one in cases)
        else:
            for case, comment in zip(cases, islice(self.comments, count), strict=True):
                case.comment = comment
        if cause in (Cause.UNCONFIRMED, Cause.APPEALED):
            self.hide(cases, cause)
        if cause == Cause.CHANGED:
            self.keep(cases)
        if not is_open:
            self.settle(cases)
        Case.objects.bulk_create(cases)
        if cause == Cause.REPORTED:
            Report.objects.bulk_create(report for one in cases for report in self.reports(one))
        return cases

    def new(self, cause: Cause, is_open: bool) -> Case:
        at = timezone.now() - timedelta(hours=self.chance.uniform(1, 100))
        closed_at = None if is_open else at + timedelta(hours=1)
        return Case(consultation=self.consultation, cause=cause, opened_at=at, closed_at=closed_at)

    def hold(self, case: Case) -> None:
        """Let a case be about words that wait, some of them nearly the same as others."""
        case.held = HeldText(
            draft=self.draft,
            section_id=self.chance.choice(self.sections),
            author=self.chance.choice(self.people),
            affiliation="citizen",
            kind="remark",
            language="fr",
            source=self.text.source,
            html=self.text.html,
            grounds=[{"code": "links", "count": 5}],
            held_at=case.opened_at,
        )
        if self.chance.random() < ALONE:
            return
        if not self.left:
            self.campaign, self.left = uuid4(), CAMPAIGN
        self.left -= 1
        case.campaign = self.campaign
        case.held.grounds = [{"code": "repeats_others", "count": CAMPAIGN - self.left}]

    def hide(self, cases: list[Case], cause: Cause) -> None:
        """Hide what cases are about in the name of civil society; some authors appeal."""
        now = timezone.now()
        for case in cases:
            case.decision = self.decision(case, Action.HIDE, now)
            case.college = College.GOVERNMENT
            if cause == Cause.UNCONFIRMED:
                case.decision.confirm_by = case.due_at = now + timedelta(hours=48)
        keys = [one.comment_id for one in cases]
        Comment.objects.filter(pk__in=keys).update(status=Status.HIDDEN, hidden_for=self.article)
        Decision.objects.bulk_create(one.decision for one in cases)
        if cause == Cause.APPEALED:
            Appeal.objects.bulk_create(
                Appeal(decision=one.decision, words=WORDS, appealed_at=one.opened_at)
                for one in cases
            )

    def keep(self, cases: list[Case]) -> None:
        """Let moderators have kept what was changed since."""
        at = timezone.now() - timedelta(days=5)
        Decision.objects.bulk_create(self.decision(one, Action.KEEP, at) for one in cases)

    def decision(self, case: Case, action: Action, at: object) -> Decision:
        return Decision(
            id=new_id(),
            consultation=self.consultation,
            action=action,
            comment=case.comment,
            author_id=case.comment.author_id,
            article=self.article if action == Action.HIDE else None,
            explanation="Cela ne porte pas sur le texte." if action == Action.HIDE else "",
            moderator=self.moderators[College.CIVIL_SOCIETY],
            college=College.CIVIL_SOCIETY,
            decided_at=at,
        )

    def settle(self, cases: list[Case]) -> None:
        """Settle what cases of the past are about, as far as the queue reads it."""
        held = [one.held_id for one in cases if one.held_id]
        HeldText.objects.filter(pk__in=held).update(
            status="withdrawn", settled_at=timezone.now(), source="", html=""
        )
        for one in cases:
            one.due_at = None

    def reports(self, case: Case) -> Iterator[Report]:
        """Return what readers reported, and count it at the case."""
        case.reports_count = self.chance.randint(1, MOST_REPORTS)
        for reader in self.chance.sample(self.people, case.reports_count):
            yield Report(
                comment=case.comment,
                article=self.article,
                words="Cela ne porte pas sur le texte.",
                reporter=reader,
                language="fr",
                reported_at=case.opened_at,
                closed_at=case.closed_at,
            )


def keys_of(cases: list[Case]) -> list[UUID]:
    """Return the keys of cases."""
    return [one.pk for one in cases]

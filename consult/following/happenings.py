"""What the events of a stream are about: whom each concerns, and what can be followed of it.

Loaded for many events at once, in a number of queries that does not depend on how many.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F

from consult.answers.models import Answer, AnswerEdit, AnswerLink, AnswerSignature
from consult.drafts.models import Version, VersionSection
from consult.following.kinds import WHAT, Kind, What
from consult.threads.models import Comment, Status


@dataclass(frozen=True)
class Spot:
    """Through what an event concerns somebody."""

    section_id: int | None = None
    comment_id: UUID | None = None


@dataclass
class Happening:
    """An event of which people are told."""

    draft_id: UUID
    number: int
    at: datetime
    what: What
    object_id: UUID
    actors: set[UUID] = field(default_factory=set)
    """Who did it: they know."""
    direct: dict[UUID, dict[Kind, Spot]] = field(default_factory=lambda: defaultdict(dict))
    """Whom it concerns whatever they follow."""
    threads: dict[UUID, Spot] = field(default_factory=dict)
    sections: dict[int, Spot] = field(default_factory=dict)
    on_the_draft: Spot | None = None
    """Whether who follows the whole draft is told, and of what."""
    language: str = ""
    """Only who reads this language is told; whoever reads none of `others` too where it is no
    translation.
    """
    others: frozenset[str] = frozenset()
    is_translation: bool = False

    def is_for(self, language: str) -> bool:
        """Tell whether it is told to people whose language this is."""
        if not self.language or language == self.language:
            return True
        return not self.is_translation and language not in self.others


def happenings_in(draft_id: UUID, events: Sequence) -> list[Happening]:
    """Return those of a stream's events of which people are told, in order.

    What is gone since concerns nobody.
    """
    found = [
        Happening(draft_id, one.number, one.at, WHAT[one.type], one.object_id)
        for one in events
        if one.type in WHAT
    ]
    by_what: dict[What, list[Happening]] = defaultdict(list)
    for one in found:
        by_what[one.what].append(one)
    load_comments([*by_what[What.POSTED], *by_what[What.HIDDEN], *by_what[What.RESTORED]])
    load_answers([*by_what[What.ANSWERED], *by_what[What.ANSWER_EDITED]])
    load_versions(draft_id, by_what[What.VERSION])
    return found


# Comments


def load_comments(happenings: Iterable[Happening]) -> None:
    """Say whom it concerns that comments were posted, hidden or shown again."""
    by_id = {one.object_id for one in happenings}
    if not by_id:
        return
    comments = (
        Comment.objects.filter(pk__in=by_id)
        .annotate(answered_author=F("in_reply_to__author"))
        .only("author", "section", "thread", "draft")
        .prefetch_related("mentions")
        .in_bulk()
    )
    for one in happenings:
        if (comment := comments.get(one.object_id)) is None:
            continue
        spot = Spot(comment.section_id, comment.pk)
        if one.what == What.POSTED:
            posted(one, comment, spot)
        else:
            one.direct[comment.author_id][Kind.DECIDED] = spot


def posted(happening: Happening, comment: Comment, spot: Spot) -> None:
    happening.actors = {comment.author_id}
    if comment.answered_author:
        happening.direct[comment.answered_author][Kind.REPLY] = spot
    for mentioned in comment.mentions.all():
        happening.direct[mentioned.pk][Kind.REPLY] = spot
    happening.sections[comment.section_id] = spot
    if comment.thread_id:
        happening.threads[comment.thread_id] = spot
    else:
        happening.on_the_draft = spot


def takes_part_in(happenings: Iterable[Happening]) -> dict[tuple[UUID, UUID], datetime]:
    """Return who took part with an account in which thread by these events, and when first."""
    posts = {one.object_id: one for one in happenings if one.what == What.POSTED}
    found: dict[tuple[UUID, UUID], datetime] = {}
    said = Comment.objects.filter(pk__in=posts, by_guest=False)
    for key, author, thread in said.values_list("pk", "author", "thread"):
        which = (author, thread or key)
        found[which] = min(posts[key].at, found.get(which, posts[key].at))
    return found


# Answers


def load_answers(happenings: Iterable[Happening]) -> None:
    """Say whom answers concern: those whose contributions they answer, and who follows these."""
    answers = Answer.objects.in_bulk({one.object_id for one in happenings})
    if not answers:
        return
    links = AnswerLink.objects.filter(answer__in=answers).order_by("contribution")
    linked = defaultdict(list)
    for answer_id, *contribution in links.values_list(
        "answer",
        "contribution",
        "contribution__author",
        "contribution__section",
        "contribution__status",
    ):
        linked[answer_id].append(contribution)
    writers = defaultdict(set)
    for model, who in ((AnswerSignature, "signer"), (AnswerEdit, "edited_by")):
        for answer_id, person in model.objects.filter(answer__in=answers).values_list(
            "answer", who
        ):
            writers[answer_id].add(person)
    for one in happenings:
        if (answer := answers.get(one.object_id)) is None:
            continue
        one.actors = {answer.written_by_id, *writers[answer.pk]}
        one.on_the_draft = Spot()
        for comment_id, author, section_id, status in linked[answer.pk]:
            if status == Status.DELETED:
                continue
            spot = Spot(section_id, comment_id)
            one.direct[author].setdefault(Kind.ANSWERED, spot)
            if status == Status.VISIBLE:
                one.threads.setdefault(comment_id, spot)
            one.sections.setdefault(section_id, Spot(section_id))


# Versions


def load_versions(draft_id: UUID, happenings: Iterable[Happening]) -> None:
    """Say whom versions concern: who follows the draft, or a section that reads otherwise now."""
    versions = Version.objects.in_bulk({one.object_id for one in happenings})
    if not versions:
        return
    languages = set(Version.objects.filter(draft=draft_id).values_list("language", flat=True))
    changed = changed_sections(draft_id, versions.values())
    for one in happenings:
        if (version := versions.get(one.object_id)) is None:
            continue
        one.actors = {version.published_by_id} - {None}
        one.on_the_draft = Spot()
        one.language, one.others = version.language, frozenset(languages)
        one.is_translation = version.translates_id is not None
        one.sections = {key: Spot(key) for key in changed[version.pk]}


def changed_sections(draft_id: UUID, versions: Iterable[Version]) -> dict[UUID, set[int]]:
    """Return the sections whose text or title is another one than in the version before. One query."""
    numbers = {number for one in versions for number in (one.number, one.number - 1)}
    held: dict[tuple[str, int], dict[int, tuple[str, str]]] = defaultdict(dict)
    for language, number, section, title, text in VersionSection.objects.filter(
        version__draft=draft_id, version__number__in=numbers
    ).values_list("version__language", "version__number", "section", "title", "text"):
        held[language, number][section] = (title, text)
    found = {}
    for one in versions:
        now, before = held[one.language, one.number], held[one.language, one.number - 1]
        found[one.pk] = {key for key in {*now, *before} if now.get(key) != before.get(key)}
    return found

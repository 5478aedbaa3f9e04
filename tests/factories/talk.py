"""Talk in bulk: what would take many services calls, written as they would have written it."""

from django.db.models import F

from consult.drafts.models import Section
from consult.people.models import User
from consult.threads.models import Comment, LanguageCount


def make_threads(
    section: Section, authors: list[User], count: int, *, replies: int = 0
) -> list[Comment]:
    """Write threads at a section, each with some replies, and return their roots, oldest first."""
    roots = [
        make_comment(
            section, authors[number % len(authors)], f"Fil {number}", replies_count=replies
        )
        for number in range(count)
    ]
    answers = [
        make_comment(
            section,
            authors[(number + 1) % len(authors)],
            f"Réponse {number} au fil {place}",
            thread=root,
            in_reply_to=root,
            number=number,
        )
        for place, root in enumerate(roots)
        for number in range(1, replies + 1)
    ]
    Comment.objects.bulk_create(roots)
    Comment.objects.bulk_create(answers)
    Section.objects.filter(pk=section.pk).update(
        comments_count=F("comments_count") + len(roots) + len(answers),
        threads_count=F("threads_count") + len(roots),
    )
    LanguageCount.objects.update_or_create(
        draft_id=section.draft_id,
        section=section,
        language="fr",
        defaults={"threads_count": F("threads_count") + len(roots)},
        create_defaults={"threads_count": len(roots)},
    )
    return sorted(roots, key=lambda root: root.pk)


def make_comment(section: Section, author: User, words: str, **details: object) -> Comment:
    """Return a comment that is not stored yet."""
    details = {"language": "fr", "source": words, "html": f"<p>{words}</p>", **details}
    return Comment(draft_id=section.draft_id, section=section, author=author, **details)

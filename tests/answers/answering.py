"""What tests of answers do again and again, through the services."""

from consult.answers.models import Answer
from consult.answers.services import answers as services
from consult.answers.services.answers import Words
from consult.people.models import User

DRAFTERS = ("drafter_gov", "drafter_civ")
OTHERS = (
    "citizen",
    "neighbour",
    "moderator_gov",
    "moderator_civ",
    "publisher",
    "outsider",
    "admin",
)


def words(reasons="Nous la reprenons, car elle est juste.", **more) -> Words:
    return Words(**{"outcome": "adopted", "reasons": reasons, "language": "fr", **more})


def begin(by, *contributions, said=None, draft=None, **more) -> Answer:
    """Begin an answer, as somebody who has just come in."""
    return services.begin_answer(
        by=anew(by),
        draft_id=draft or contributions[0].draft_id,
        contributions=[one.pk for one in contributions],
        words=said or words(**more),
    )


def publish(by, *contributions, **more) -> Answer:
    """Write and publish an answer."""
    answer = begin(by, *contributions, **more)
    return services.publish_answer(by=anew(by), answer_id=answer.pk)


def edit(by, answer, reasons="Nous avons mieux lu.", **more) -> Answer:
    """Edit a published answer."""
    options = {name: more.pop(name) for name in ("contributions", "seen") if name in more}
    return services.edit_published_answer(
        by=anew(by), answer_id=answer.pk, words=words(reasons, **more), **options
    )


def anew(person) -> User:
    """Return somebody as their next request loads them."""
    return User.objects.get(pk=person.pk)


def text_of(answer) -> str:
    """Return the reasons of an answer as they were written."""
    return answer.texts.get(locale__language_code=answer.language).reasons

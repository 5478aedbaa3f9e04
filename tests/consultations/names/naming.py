"""What tests of names for one consultation do again and again."""

from consult.consultations.models import ConsultationPage
from consult.consultations.names import services
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.places import Place, Said
from tests.cast import Stage

PSEUDONYM = "Hirondelle"


def page_of(consultation) -> str:
    """Return where somebody chooses their name for a consultation."""
    return f"/fr/account/names/{consultation.pk}/"


def choose(person, consultation, name=PSEUDONYM):
    """Take a name through the service, as somebody who has just come in."""
    return services.choose_name(
        by=User.objects.get(pk=person.pk), consultation=consultation, name=name
    )


def give_up(person, consultation):
    services.give_name_up(by=User.objects.get(pk=person.pk), consultation=consultation)


def say(draft, by, body="Quel mois ?", **more):
    """Post about a whole draft, as somebody who has just come in; return what became of it."""
    by = User.objects.get(pk=by.pk)
    return threads.post_comment(by=by, place=Place(draft.pk), said=Said(body, "fr"), **more)


def other_stage(stage) -> Stage:
    """Return the other consultation as the stage."""
    page = ConsultationPage.objects.get(pk=stage.other_page.get_parent().pk)
    return Stage(page, stage.other_page, stage.page)

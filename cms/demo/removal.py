"""Takes the demonstration away again, with all that was said in it."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from cms.demo.people import DOMAIN, PUBLISHERS
from cms.demo.site import HOME_SLUG
from cms.pages.pages import HomePage
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import Draft, VersionSection
from consult.moderation.models import Decision
from consult.people.models import User
from consult.threads.models import Comment


@transaction.atomic
def remove_demo() -> None:
    """Delete the demonstration's pages, rows and accounts, and nothing else."""
    homes = demo_homes()
    keys = [consultation.pk for consultation in demo_consultations()]
    drafts = Draft.objects.filter(consultation__in=keys)
    Decision.objects.filter(comment__draft__in=drafts).delete()
    Comment.objects.filter(draft__in=drafts).delete()
    VersionSection.objects.filter(version__draft__in=drafts).delete()
    drafts.delete()
    Consultation.objects.filter(pk__in=keys).delete()
    for home in homes:
        Page.objects.get(pk=home.pk).specific.delete()
    people = User.objects.filter(email__endswith="@" + DOMAIN)
    EmailAddress.objects.filter(user__in=people).delete()
    people.delete()
    Group.objects.filter(name=PUBLISHERS).delete()


def demo_homes() -> list[HomePage]:
    """Return the demonstration's home pages, in every language."""
    home = HomePage.objects.filter(slug=HOME_SLUG).first()
    return list(home.get_translations(inclusive=True)) if home else []


def demo_consultations() -> list[Consultation]:
    """Return the demonstration's consultations, once for all their languages."""
    below = Q(pk__in=[])
    for home in demo_homes():
        below |= Q(path__startswith=home.path)
    pages = ConsultationPage.objects.filter(below)
    return list(Consultation.objects.filter(pk__in=pages.values("translation_key")))

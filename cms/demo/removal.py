"""Takes the demonstration away again, with all that was said in it."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page, Workflow

from cms.demo.desk import listed_words
from cms.demo.people import DOMAIN
from cms.demo.site import HOME_SLUG
from cms.pages.pages import HomePage
from consult.answers.models import Adoption, Answer, CollegeTask, Signature
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import Draft, VersionSection
from consult.languages.services import forget
from consult.live.services import delete_streams
from consult.moderation.desk import desk_of
from consult.moderation.models import (
    Appeal,
    Case,
    Decision,
    Register,
    RegisterEntry,
    Report,
    WordList,
)
from consult.moderation.services import word_lists
from consult.people.models import InstitutionName, Organisation, User
from consult.threads.models import Comment, HeldText


@transaction.atomic
def remove_demo() -> None:
    """Delete the demonstration's pages, rows and accounts, and nothing else."""
    homes = demo_homes()
    keys = [consultation.pk for consultation in demo_consultations()]
    drafts = Draft.objects.filter(consultation__in=keys)
    draft_keys = list(drafts.values_list("pk", flat=True))
    streams = [*draft_keys, *map(desk_of, keys)]
    forget_translations(keys, drafts)
    InstitutionName.objects.filter(page__in=[*keys, *streams]).delete()
    remove_moderation(keys)
    remove_answers(drafts)
    HeldText.objects.filter(draft__in=drafts).delete()
    Comment.objects.filter(draft__in=drafts).delete()
    VersionSection.objects.filter(version__draft__in=drafts).delete()
    drafts.delete()
    Group.objects.filter(member_group__consultation__in=keys).delete()
    Consultation.objects.filter(pk__in=keys).delete()
    for home in homes:
        Page.objects.get(pk=home.pk).specific.delete()
    User.objects.filter(former__scope__in=[*draft_keys, *keys]).delete()
    User.objects.filter(guest__scope__in=keys).delete()
    people = User.objects.filter(email__endswith="@" + DOMAIN)
    EmailAddress.objects.filter(user__in=people).delete()
    Organisation.objects.filter(created_by__in=people, comments=None).delete()
    people.delete()
    delete_streams(streams)


def forget_translations(consultations: list[UUID], drafts: QuerySet[Draft]) -> None:
    """Delete what machines made of what is said there, where nobody else says the same."""
    said = {
        "comment": Comment.objects.filter(draft__in=drafts),
        "answer": Answer.objects.filter(draft__in=drafts),
        "decision": Decision.objects.filter(consultation__in=consultations),
    }
    for kind, things in said.items():
        forget(kind, things.values("pk"))


def remove_answers(drafts: QuerySet[Draft]) -> None:
    """Delete what drafters took up, answered and signed, and the workflows in which they did."""
    for model in (Answer, Adoption, Signature):
        model.objects.filter(draft__in=drafts).delete()
    tasks = CollegeTask.objects.filter(consultation__drafts__in=drafts)
    Workflow.objects.filter(workflow_tasks__task__in=tasks).delete()


def remove_moderation(consultations: list[UUID]) -> None:
    """Delete what was reported, decided and registered in some consultations, and their words."""
    RegisterEntry.objects.filter(register__in=consultations).delete()
    Register.objects.filter(pk__in=consultations).delete()
    Case.objects.filter(consultation__in=consultations).delete()
    Appeal.objects.filter(decision__consultation__in=consultations).delete()
    Report.objects.filter(comment__draft__consultation__in=consultations).delete()
    decisions = Decision.objects.filter(consultation__in=consultations)
    decisions.exclude(about=None).delete()  # those that they are about cannot go before them
    decisions.delete()
    for language, words in listed_words().items():
        for word_list in WordList.objects.filter(language=language, words=words):
            word_lists.delete_word_list(word_list)


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

"""The people of the tests and the site on which they meet."""

from dataclasses import dataclass

import pytest
from django.test import Client

from consult.consultations import services as consultations
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import Draft, DraftPage, Section
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Place
from tests.factories.pages import make_consultation, make_draft, make_home, make_list
from tests.factories.people import make_user


@dataclass
class Stage:
    """One open consultation with one published draft, and another that is none of its members'."""

    consultation_page: ConsultationPage
    page: DraftPage
    other_page: DraftPage

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(pk=self.page.translation_key)

    @property
    def consultation(self) -> Consultation:
        return Consultation.objects.get(pk=self.consultation_page.translation_key)

    @property
    def sections(self) -> list[Section]:
        """The draft's sections without the one of the whole draft."""
        return list(self.draft.sections.exclude(key=self.draft.pk))

    @property
    def text(self) -> Section:
        return self.sections[1]

    def place(self, section: Section | None = None) -> Place:
        return Place(self.draft.pk, (section or self.text).key)

    def url(self, section: Section | None = None) -> str:
        """The address to which comments on a section are posted."""
        del section
        return f"/fr/drafts/{self.draft.pk}/threads/"


@dataclass
class Cast:
    """Who takes part."""

    citizen: User
    neighbour: User
    drafter_gov: User
    drafter_civ: User
    moderator_gov: User
    moderator_civ: User
    publisher: User
    outsider: User
    """A moderator of another consultation."""


@pytest.fixture
def stage(db: None) -> Stage:
    listing = make_list(make_home())
    consultation = make_consultation(listing)
    other = make_consultation(listing, slug="autre")
    return Stage(consultation, make_draft(consultation), make_draft(other))


@pytest.fixture
def cast(stage: Stage) -> Cast:
    def member(name: str, role: str, college: str = "", of: Consultation | None = None) -> User:
        user = make_user(name)
        consultations.add_member(
            consultation=of or stage.consultation, participant=user, role=role, college=college
        )
        return user

    other = Consultation.objects.get(drafts=stage.other_page.translation_key)
    return Cast(
        citizen=make_user("Maïa L."),
        neighbour=make_user("Ravi"),
        drafter_gov=member("Bastien", "drafter", "government"),
        drafter_civ=member("Nahila", "drafter", "civil_society"),
        moderator_gov=member("Aurèle", "moderator", "government"),
        moderator_civ=member("Inès", "moderator", "civil_society"),
        publisher=member("Solène", "publisher"),
        outsider=member("Ailleurs", "moderator", "government", of=other),
    )


@pytest.fixture
def post(stage: Stage, cast: Cast):
    """Post a comment through the service, as the citizen unless somebody else is named."""

    def make(body: str = "Quel mois ?", *, by: User | None = None, **details: object) -> Comment:
        place = details.pop("place", None) or stage.place()
        details.setdefault("language", "fr")
        return threads.post_comment(
            by=by or cast.citizen, place=place, body=body, **details
        ).comment

    return make


@pytest.fixture
def as_user():
    """Return a browser without JavaScript in which somebody is signed in."""

    def sign_in(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in

"""The people of the tests and the site on which they meet.

The site is built once a module, in a transaction that is rolled back after the module's last test.
Each test runs in a transaction inside it and gets its pages and people as they are stored, so that
nothing one test does is seen by the next. Tests with real commits (`transaction=True`) build a site
of their own: `make_stage()` and `make_cast(stage)`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import pytest
from django.core.cache import cache, caches
from django.test import Client, TestCase
from pytest_django import DjangoDbBlocker

from consult.consultations import services as consultations
from consult.consultations.models import CharterArticle, Consultation, ConsultationPage
from consult.drafts.models import Draft, DraftPage, Section
from consult.moderation import services as moderation
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Comment
from consult.threads.places import Place, Said
from tests.factories.pages import (
    make_consultation,
    make_draft,
    make_home,
    make_list,
    make_translation,
)
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
    def other_draft(self) -> Draft:
        return Draft.objects.get(pk=self.other_page.translation_key)

    @property
    def sections(self) -> list[Section]:
        """The draft's sections without the one of the whole draft, in the order of the text."""
        return list(self.draft.sections.exclude(key=self.draft.pk).order_by("position", "pk"))

    @property
    def text(self) -> Section:
        return self.sections[1]

    @property
    def articles(self) -> list[CharterArticle]:
        """The articles of the consultation's charter, in order."""
        return list(self.consultation.charter_articles.all())

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
    admin: User
    """The site administrator."""


@dataclass(frozen=True)
class Scene:
    """What a module's tests share: the ids of pages and people, never the loaded objects."""

    pages: dict[str, int]
    people: dict[str, object]


def make_stage() -> Stage:
    """Build the site of the tests."""
    listing = make_list(make_home())
    consultation = make_consultation(listing)
    other = make_consultation(listing, slug="autre")
    return Stage(consultation, make_draft(consultation), make_draft(other))


def make_cast(stage: Stage) -> Cast:
    """Make everybody, with their roles in the stage's consultations."""

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
        admin=make_user("Administration", is_staff=True, is_superuser=True),
    )


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The site and its people, for all tests of a module."""
    with django_db_blocker.unblock():
        atomics = TestCase._enter_atomics()
        try:
            stage = make_stage()
            cast = make_cast(stage)
        except BaseException:  # or every module after this one would fail too
            TestCase._rollback_atomics(atomics)
            raise
    pages = {one.name: getattr(stage, one.name).pk for one in fields(Stage)}
    yield Scene(pages, {one.name: getattr(cast, one.name).pk for one in fields(Cast)})
    with django_db_blocker.unblock():
        TestCase._rollback_atomics(atomics)
        cache.clear()  # it remembers where the site's pages stood
        caches["pace"].clear()


@pytest.fixture(scope="module")
def english(scene: Scene, django_db_blocker: DjangoDbBlocker) -> int:
    """The id of the draft's page in English; those above it are translated too.

    It stays for the rest of the module: tests that rely on its absence stand in another one.
    """
    with django_db_blocker.unblock():
        return make_translation(DraftPage.objects.get(pk=scene.pages["page"])).pk


@pytest.fixture
def english_page(english: int, stage: Stage) -> DraftPage:
    """The draft's page in English."""
    return DraftPage.objects.get(pk=english)


@pytest.fixture
def stage(scene: Scene, db: None) -> Stage:
    return Stage(
        consultation_page=ConsultationPage.objects.get(pk=scene.pages["consultation_page"]),
        page=DraftPage.objects.get(pk=scene.pages["page"]),
        other_page=DraftPage.objects.get(pk=scene.pages["other_page"]),
    )


@pytest.fixture
def cast(scene: Scene, db: None) -> Cast:
    people = User.objects.in_bulk(scene.people.values())
    return Cast(**{name: people[pk] for name, pk in scene.people.items()})


@pytest.fixture
def post(stage: Stage, cast: Cast) -> Callable[..., Comment]:
    """Post a comment through the service, as the citizen unless somebody else is named."""

    def make(body: str = "Quel mois ?", *, by: User | None = None, **details: object) -> Comment:
        place = details.pop("place", None) or stage.place()
        said = {one.name: details.pop(one.name) for one in fields(Said) if one.name in details}
        return threads.post_comment(
            by=by or cast.citizen,
            place=place,
            said=Said(**{"body": body, "language": "fr", **said}),
            **details,
        ).comment

    return make


@pytest.fixture
def hide(stage: Stage, cast: Cast) -> Callable[..., Comment]:
    """Hide a comment through the service, for the charter's first article."""

    def act(comment: Comment, *, by: User | None = None) -> Comment:
        moderation.hide_comment(
            by=by or cast.moderator_gov, comment_id=comment.pk, article_id=stage.articles[0].pk
        )
        comment.refresh_from_db()
        return comment

    return act


@pytest.fixture
def as_user() -> Callable[..., Client]:
    """Return a browser without JavaScript in which somebody is signed in."""

    def sign_in(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in

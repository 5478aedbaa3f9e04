"""A small site: home, list of consultations, one consultation, one draft."""

from datetime import timedelta

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Site
from wagtail_localize.models import Translation, TranslationSource

from cms.pages.pages import HomePage
from consult.consultations.models import ConsultationListPage, ConsultationPage
from consult.drafts.models import DraftPage
from consult.people.models import User

CHARTER = [
    (
        "article",
        {"title": "Respect", "explanation": "Des idées, pas des personnes.", "urgent": False},
    ),
    ("article", {"title": "Sujet", "explanation": "Le texte, rien que le texte.", "urgent": False}),
]
SECTIONS = [
    ("heading", {"level": "2", "text": "Ouvrir les données climatiques"}),
    ("text", "<p>Les données existent, mais elles restent dispersées.</p>"),
    (
        "commitment",
        {
            "title": "Engagement 1",
            "problem": "<p>Personne ne sait ce qui existe.</p>",
            "actions": "<p>Chaque administration publie ses données avant la fin de 2027.</p>",
            "lead": "Ministère de la Transition",
            "partner": "Collectif Climat ouvert",
            "milestones": [{"title": "Inventaire", "due": "2027-06-30"}],
            "themes": ["climate"],
            "ogp_values": ["access_to_information"],
            "sdgs": ["13"],
        },
    ),
]


def make_root() -> Page:
    """Return Wagtail's root page; tests that flush the database took away what migrations made."""
    Locale.objects.get_or_create(language_code="fr")
    Locale.objects.get_or_create(language_code="en")
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(
        title="Root", slug="root", locale=Locale.objects.get(language_code="fr")
    )


def make_home() -> HomePage:
    """Make a home page in French and let the site begin there."""
    root = make_root()
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title="Accueil", slug="accueil", lead="Bienvenue", locale=locale())
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home


def locale(code: str = "fr") -> Locale:
    return Locale.objects.get(language_code=code)


def make_list(home: HomePage) -> ConsultationListPage:
    return home.add_child(
        instance=ConsultationListPage(title="Consultations", slug="consultations", locale=locale())
    )


def make_consultation(
    parent: ConsultationListPage, *, slug: str = "plan", opens: int = -10, closes: int = 10
) -> ConsultationPage:
    """Make and publish a consultation that opens and closes so many days from now."""
    now = timezone.now().replace(microsecond=0)
    page = parent.add_child(
        instance=ConsultationPage(
            title="Plan d’action",
            slug=slug,
            summary="Un plan, écrit ensemble.",
            opens_at=now + timedelta(days=opens),
            closes_at=now + timedelta(days=closes),
            charter=CHARTER,
            locale=locale(),
        )
    )
    return publish(page)


def make_draft(
    parent: ConsultationPage, *, slug: str = "projet", sections: list | None = None
) -> DraftPage:
    """Make and publish a draft with a heading, a text and a commitment."""
    page = parent.add_child(
        instance=DraftPage(
            title="Projet de plan",
            slug=slug,
            sections=SECTIONS if sections is None else sections,
            locale=locale(),
        )
    )
    return publish(page)


def publish(page: Page) -> Page:
    """Publish a page as it stands and return it as it is stored."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_translation(page: Page, code: str = "en") -> Page:
    """Translate a page and those above it through wagtail-localize, in the words of the source."""
    for one in page.get_ancestors().filter(depth__gt=1).specific():
        if not one.has_translation(locale(code)):
            synchronise(one, code)
    return synchronise(page, code)


def synchronise(page: Page, code: str = "en") -> Page:
    """Bring a page's translation in step with it and publish it, as the button in the editor does."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(
        source=source, target_locale=locale(code)
    )
    translation.save_target(publish=True)
    twin = page.get_translation(locale(code))
    if not twin.live or twin.has_unpublished_changes:  # it publishes after commit, unlike a test
        twin.get_latest_revision().publish()
    return page.get_translation(locale(code)).specific


def let_edit(user: User, page: Page) -> User:
    """Let somebody write and publish below a page, as an editor does."""
    group = Group.objects.create(name=f"Édition {page.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.objects.get(pk=page.pk),
            permission=Permission.objects.get(
                codename=codename, content_type__app_label="wagtailcore"
            ),
        )
    user.groups.add(group)
    return user

"""A site to measure threads on: one draft of sixty sections, some of them much discussed."""

import random
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from cms.pages.pages import HomePage
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, ConsultationListPage, ConsultationPage
from consult.core.ids import new_id
from consult.core.text import clean
from consult.drafts.models import Draft, DraftPage, Section
from consult.people.models import Affiliation, User
from consult.threads.models import COMMENT_LENGTH, Comment, Status

SECTIONS = 60
PEOPLE = 300
BATCH = 2_000
QUIET = 15
"""Comments at each of the sections that are not much discussed."""

PARAGRAPH = (
    "<p>Les données existent, mais elles restent dispersées entre administrations et sous des "
    "formats qui empêchent leur réemploi. Chaque administration publie les siennes avant la fin "
    "de 2027, sous une licence ouverte, avec le nom de qui répond aux questions.</p>"
)
WORDS = [
    "Le mois manque : *« avant la fin de 2027 »* se vérifie en 2028.\n\nQui le vérifiera ?",
    "Voir https://example.org/donnees et l'annexe 2, qui dit autre chose.",
    "We asked for the same thing two years ago. What has changed since, and who decides?",
    "D'accord sur le principe. Mais une commune de 400 habitants n'a personne pour publier des "
    "jeux de données, ni pour répondre à ceux qui les lisent. Prévoyez une aide, un modèle et un "
    "délai plus long, sinon l'engagement restera une phrase.",
    "Merci.",
]


def build(sections: int = SECTIONS, people: int = PEOPLE) -> DraftPage:
    """Build the pages, in French and English, and the people."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    english = Locale.objects.get_or_create(language_code="en")[0]
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(title="Accueil", slug="bench", lead="Bienvenue", locale=french)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home}
    )
    listing = home.add_child(
        instance=ConsultationListPage(
            title="Consultations", slug="consultations", show_in_menus=True, locale=french
        )
    )
    now = timezone.now()
    consultation = listing.add_child(
        instance=ConsultationPage(
            title="Plan d’action",
            slug="plan",
            summary="Un plan, écrit ensemble.",
            opens_at=now - timedelta(days=30),
            closes_at=now + timedelta(days=30),
            locale=french,
        )
    )
    draft = consultation.add_child(
        instance=DraftPage(
            title="Le projet", slug="projet", sections=blocks(sections), locale=french
        )
    )
    for page in (home, listing, consultation, draft):
        page.save_revision().publish()
    for page in (home, listing, consultation, draft):
        page.copy_for_translation(english).specific.save_revision().publish()
    make_people(people)
    return DraftPage.objects.get(pk=draft.pk)


def blocks(count: int) -> list[tuple[str, object]]:
    """Return so many sections: chapters, commitments and passages."""
    made: list[tuple[str, object]] = []
    for number in range(1, count // 6 + 2):
        made.append(("heading", {"level": "2", "text": f"{number}. Un chapitre"}))
        made.append(("text", PARAGRAPH))
        made += [("commitment", commitment(f"Engagement {number}.{part}")) for part in range(1, 4)]
        made.append(("text", PARAGRAPH * 2))
    return made[:count]


def commitment(title: str) -> dict:
    return {
        "title": title,
        "problem": PARAGRAPH,
        "actions": PARAGRAPH * 2,
        "lead": "Ministère de la Transition",
        "partner": "Collectif Climat ouvert",
        "milestones": [{"title": f"Étape {step}", "due": "2027-06-30"} for step in range(4)],
        "themes": ["climate"],
        "ogp_values": ["access_to_information"],
        "sdgs": ["13"],
    }


def make_people(count: int) -> None:
    """Make those who take part; thirty are drafters of the two colleges."""
    affiliations = Affiliation.values
    User.objects.bulk_create(
        User(
            email=f"{number}@bench.example",
            public_name=f"Personne {number}",
            password="!",  # noqa: S106 - nobody signs in with a password here
            language="fr",
            affiliation=affiliations[number % len(affiliations)],
        )
        for number in range(count)
    )
    colleges = ("government", "civil_society")
    for number, drafter in enumerate(User.objects.filter(email__contains="0@")[:30]):
        consultations.add_member(
            consultation=Consultation.objects.get(),
            participant=drafter,
            role="drafter",
            college=colleges[number % 2],
        )


def discuss(draft: Draft, counts: list[int]) -> dict[int, Section]:
    """Fill one section for each count, and all others a little; return the filled sections."""
    sections = list(draft.sections.exclude(key=draft.pk))
    filled = {count: sections[3 + 6 * place] for place, count in enumerate(counts)}
    chance = random.Random(2027)
    people = list(User.objects.all())
    articles = list(draft.consultation.charter_articles.all())
    texts = [clean(words, limit=COMMENT_LENGTH) for words in WORDS]
    sizes = {section.pk: QUIET for section in sections}
    sizes.update({section.pk: count for count, section in filled.items()})

    def comment(section_id: int, **place: object) -> Comment:
        text = chance.choice(texts)
        hidden = chance.random() < 0.03
        return Comment(
            id=new_id(),
            draft=draft,
            section_id=section_id,
            author=chance.choice(people),
            language="fr",
            source=text.source,
            html=text.html,
            status=Status.HIDDEN if hidden else Status.VISIBLE,
            hidden_for=articles[0] if hidden else None,
            posted_at=timezone.now() - timedelta(days=1),
            **place,
        )

    for section_id, count in sizes.items():
        roots, replies = [], []
        while len(roots) + len(replies) < count:
            # Most threads are short, some are long: three in five comments are replies.
            size = min(
                int(chance.paretovariate(1.0)) - 1, 60, count - len(roots) - len(replies) - 1
            )
            root = comment(section_id, replies_count=size)
            roots.append(root)
            for number in range(1, size + 1):
                answered = root if number < 3 else chance.choice([root, replies[-1]])
                replies.append(
                    comment(section_id, thread=root, in_reply_to=answered, number=number)
                )
        Comment.objects.bulk_create(roots, batch_size=BATCH)
        Comment.objects.bulk_create(replies, batch_size=BATCH)
    settle(sections)
    return filled


def settle(sections: Iterable[Section]) -> None:
    """Bring the counters in step, and let PostgreSQL look at its tables as it would by itself."""
    visible = Comment.objects.filter(status=Status.VISIBLE).values("section")
    counts = dict(visible.annotate(count=Count("pk")).values_list("section", "count"))
    roots = visible.filter(thread=None).annotate(count=Count("pk"))
    threads = dict(roots.values_list("section", "count"))
    for section in sections:
        section.comments_count = counts.get(section.pk, 0)
        section.threads_count = threads.get(section.pk, 0)
    Section.objects.bulk_update(sections, ["comments_count", "threads_count"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

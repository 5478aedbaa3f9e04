"""House rules are set on the source page, in the editor, and hold for all languages."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from consult.consultations.house_rules import RULES
from consult.consultations.models import Consultation, ConsultationPage
from tests.factories.pages import publish, synchronise

pytestmark = pytest.mark.django_db

OTHERWISE = {
    "allows_guests": True,
    "premoderation": "newcomers",
    "most_links": 0,
    "holds_repetition": False,
    "holds_shouting": False,
    "holds_listed_words": False,
    "review_hours": 72,
    "has_two_keys": False,
    "confirmation_hours": 12,
    "appeal_days": 60,
}
"""Each rule, set otherwise than by default."""


def rules_of(row):
    return {name: getattr(row, name) for name in RULES}


def set_rules(page, **rules):
    for name, value in rules.items():
        setattr(page, name, value)
    return publish(page)


@pytest.fixture
def english_consultation(english, stage):
    return ConsultationPage.objects.get(
        translation_key=stage.consultation.pk, locale__language_code="en"
    )


def test_every_rule_is_tested_here():
    assert set(OTHERWISE) == set(RULES)
    defaults = rules_of(Consultation())
    assert all(defaults[name] != OTHERWISE[name] for name in RULES)


def test_publication_sets_the_rules(stage):
    set_rules(stage.consultation_page, **OTHERWISE)
    assert rules_of(stage.consultation) == OTHERWISE


def test_a_draft_of_a_page_changes_none(stage):
    page, before = stage.consultation_page, rules_of(stage.consultation)
    for name, value in OTHERWISE.items():
        setattr(page, name, value)
    page.save_revision()
    assert rules_of(stage.consultation) == before


def test_a_translation_changes_none(stage, english_consultation):
    before = rules_of(stage.consultation)
    set_rules(english_consultation, **OTHERWISE)
    assert rules_of(stage.consultation) == before


def test_translations_keep_in_step(stage, english_consultation):
    page = set_rules(stage.consultation_page, **OTHERWISE)
    assert rules_of(synchronise(page)) == OTHERWISE
    assert rules_of(stage.consultation) == OTHERWISE


def test_a_copy_takes_the_rules_along_and_is_free_of_them(stage):
    page = set_rules(stage.consultation_page, **OTHERWISE)
    copy = page.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=True)
    publish(copy)
    row = Consultation.objects.get(pk=copy.translation_key)
    assert rules_of(row) == OTHERWISE
    set_rules(copy, appeal_days=7)
    assert stage.consultation.appeal_days == 60


def test_what_is_urgent_is_said_by_the_source_alone(stage, english_consultation):
    page = stage.consultation_page
    mark_urgent(page, 0)
    assert [one.is_urgent for one in stage.articles] == [True, False]
    mark_urgent(english_consultation, 1)
    assert [one.is_urgent for one in stage.articles] == [True, False]


def mark_urgent(page, place):
    raw = [dict(one) for one in page.charter.raw_data]
    raw[place] = {**raw[place], "value": {**raw[place]["value"], "urgent": True}}
    page.charter = raw
    return publish(page)


# In the editor


def typed(page, **wrong):
    """What the editor's form sends."""
    blocks = [
        ("article", {**one["value"], "urgent": "on" if one["value"]["urgent"] else ""})
        for one in page.charter.raw_data
    ]
    answer = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "body": rich_text("<p>Une présentation.</p>"),
            "opens_at": f"{timezone.localtime(page.opens_at):%Y-%m-%d %H:%M}",
            "closes_at": f"{timezone.localtime(page.closes_at):%Y-%m-%d %H:%M}",
            "answers_until": "",
            "partners": inline_formset([]),
            "comments": inline_formset([]),
            "charter": streamfield(blocks),
            **{name: value for name, value in OTHERWISE.items() if value is not False},
            **wrong,
        }
    )
    for number, block in enumerate(page.charter.raw_data):
        answer[f"charter-{number}-id"] = block["id"]
        if not block["value"]["urgent"]:
            answer.pop(f"charter-{number}-value-urgent")
    return answer


def problems(answer):
    """What the editor says is wrong, by field."""
    return {name: " ".join(found) for name, found in answer.context["form"].errors.items()}


def test_the_editor_sets_them(stage, cast, as_user):
    page = stage.consultation_page
    answer = as_user(cast.admin).post(
        f"/admin/pages/{page.pk}/edit/", {**typed(page), "action-publish": "on"}
    )
    assert answer.status_code == 302, problems(answer)
    assert rules_of(stage.consultation) == OTHERWISE
    assert [one.title_in("fr") for one in stage.articles] == ["Respect", "Sujet"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("most_links", "101", "100"),
        ("most_links", "-1", "0"),
        ("review_hours", "0", "1"),
        ("review_hours", "721", "720"),
        ("confirmation_hours", "0", "1"),
        ("confirmation_hours", "721", "720"),
        ("appeal_days", "0", "1"),
        ("appeal_days", "366", "365"),
        ("appeal_days", "99999999999999999999", "365"),
        ("appeal_days", "bientôt", ""),
        ("appeal_days", "", ""),
        ("premoderation", "everybody", "everybody"),
    ],
)
def test_the_editor_says_what_is_wrong_and_changes_nothing(
    stage, cast, as_user, field, value, words
):
    page, before = stage.consultation_page, rules_of(stage.consultation)
    wrong = {**typed(page, **{field: value}), "action-publish": "on"}
    answer = as_user(cast.admin).post(f"/admin/pages/{page.pk}/edit/", wrong)
    assert answer.status_code == 200
    assert set(problems(answer)) == {field}
    assert words in problems(answer)[field]
    assert rules_of(stage.consultation) == before
    kept = BeautifulSoup(answer.content, "html.parser").select_one(f"[name={field}]")
    assert field == "premoderation" or kept.get("value", "") == value  # nothing typed is lost


def test_a_new_consultation_begins_with_the_default_rules_and_charter(stage, cast, as_user):
    listing = stage.consultation_page.get_parent()
    new = ConsultationPage(
        title="Nouvelle",
        slug="nouvelle",
        summary="En bref.",
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=10),
        charter=stage.consultation_page.charter,
    )
    answer = as_user(cast.admin).post(
        f"/admin/pages/add/consultations/consultationpage/{listing.pk}/",
        {**typed(new), "action-publish": "on"},
    )
    assert answer.status_code == 302, problems(answer)
    page = ConsultationPage.objects.get(slug="nouvelle")
    assert rules_of(Consultation.objects.get(pk=page.translation_key)) == OTHERWISE


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Respect des personnes"), ("en", "Respect for persons")]
)
def test_the_charter_to_start_from_is_in_the_language_of_the_page(
    stage, english_consultation, cast, as_user, language, title
):
    """Whatever language the editor reads."""
    locale = Locale.objects.get(language_code=language)
    listing = stage.consultation_page.get_parent().get_translation(locale)
    form = as_user(cast.admin).get(f"/admin/pages/add/consultations/consultationpage/{listing.pk}/")
    offered = [one.value["title"] for one in form.context["form"].initial["charter"]]
    assert offered[0] == title
    assert len(offered) == 5


# On the public page


def test_the_public_page_says_what_urgent_means(stage, english_consultation, as_user):
    english_page = as_user().get(english_consultation.url).content.decode()
    assert "chip-urgent" not in english_page
    assert "one moderator is enough" not in english_page
    mark_urgent(english_consultation, 0)
    english_page = as_user().get(english_consultation.url).content.decode()
    assert "chip-urgent" in english_page
    assert "one moderator is enough" in english_page

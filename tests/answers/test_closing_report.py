"""The closing report: who makes it, what stands in it, and what never does."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from consult.answers.models import ClosingReport, ClosingReportPage
from consult.answers.policy import completing
from consult.answers.queries.report import participants_in
from consult.answers.queries.texts import open_texts
from consult.answers.services.completion import complete_consultation, reopen_consultation
from consult.answers.services.report import make_report, recount_report
from consult.core.errors import NotAllowed
from consult.threads.models import Outcome
from tests.answers.closing import close
from tests.factories.answers import make_adoption, make_answer
from tests.factories.pages import make_translation, publish

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>"


def make(stage, by):
    return make_report(by=by, consultation_id=stage.consultation.pk)


def recount(stage, by):
    return recount_report(by=by, consultation_id=stage.consultation.pk)


def body_of(page, browser):
    answer = browser.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def told(stage, cast, post, hide):
    """One adopted, one declined, one hidden, one unanswered; then closed."""
    version = stage.draft.versions.first()
    adopted, declined = post("Pamplemousse"), post("Rutabaga", by=cast.neighbour)
    make_answer(stage.draft, [adopted], by=cast.drafter_gov)
    make_adoption(adopted, version, by=cast.drafter_gov)
    make_answer(
        stage.draft, [declined], Outcome.DECLINED, by=cast.drafter_civ, reasons="Trop cher, hélas."
    )
    secret = post("Xylophage", by=cast.neighbour)
    make_answer(stage.draft, [secret], Outcome.DECLINED, by=cast.drafter_civ, reasons="Motif tu.")
    make_adoption(secret, version, by=cast.drafter_gov)
    hide(secret)
    post("Topinambour")
    close(stage)
    stage.draft.versions.update(published_at=stage.consultation.opens_at)
    return secret


def test_it_is_made_unpublished_and_tells_all_once_it_is_published(stage, cast, told, as_user):
    page = make(stage, cast.publisher)
    assert not page.live
    assert as_user().get(page.url).status_code == 404
    publish(page)
    html = body_of(page, as_user())
    for said in ("Pamplemousse", "Rutabaga", "Trop cher, hélas.", "Maïa L.", "Ravi"):
        assert said in html, said
    for secret in ("Xylophage", "Motif tu."):
        assert secret not in html, secret
    parts = [one["id"] for one in BeautifulSoup(html, "html.parser").select(".report-part > h2")]
    assert parts == [
        "process",
        "who",
        "said",
        "changed",
        "declined",
        "moderation",
        "requirements",
    ]
    assert html.count("checklist-point") == 8


def test_what_is_hidden_later_disappears_while_figures_stay(stage, cast, told, post, hide, as_user):
    page = publish(make(stage, cast.publisher))
    before = body_of(page, as_user())
    adopted = stage.draft.comments.get(source="Pamplemousse")
    hide(adopted)
    after = body_of(page, as_user())
    assert "Pamplemousse" in before
    assert "Pamplemousse" not in after
    figures = ClosingReport.objects.get().figures
    assert figures["coverage"]["contributions"] == 3
    recount(stage, cast.publisher)
    assert ClosingReport.objects.get().figures["coverage"]["contributions"] == 2


def test_figures_hold_codes_and_numbers_alone(stage, cast, told):
    make(stage, cast.publisher)
    kept = json.dumps(ClosingReport.objects.get().figures, ensure_ascii=False)
    for words in ("Pamplemousse", "Maïa", "Respect", "Plan", "example.org", "Trop cher"):
        assert words not in kept, words


@pytest.mark.parametrize("who", ["citizen", "drafter_gov", "moderator_civ", "outsider"])
def test_only_publishers_make_and_recount_it(stage, cast, as_user, who):
    close(stage)
    person = getattr(cast, who)
    with pytest.raises(NotAllowed):
        make(stage, person)
    page = make(stage, cast.publisher)
    with pytest.raises(NotAllowed):
        recount(stage, person)
    as_user(person).post(
        f"/admin/pages/{page.pk}/edit/",
        nested_form_data(
            {
                "title": "Bilan",
                "slug": page.slug,
                "body": streamfield([("text", rich_text("<p>Volé</p>"))]),
                "comments": {
                    "TOTAL_FORMS": 0,
                    "INITIAL_FORMS": 0,
                    "MIN_NUM_FORMS": 0,
                    "MAX_NUM_FORMS": 0,
                },
                "action-publish": "1",
            }
        ),
    )
    page.refresh_from_db()
    assert not page.live


def test_it_is_made_once_and_after_the_end(stage, cast):
    with pytest.raises(completing.StillOpen):
        make(stage, cast.publisher)
    close(stage)
    with pytest.raises(completing.NoReport):
        recount(stage, cast.publisher)
    make(stage, cast.publisher)
    with pytest.raises(completing.ReportExists):
        make(stage, cast.publisher)


def test_the_admin_leads_from_the_button_to_the_editor(stage, cast, told, as_user):
    browser = as_user(cast.publisher)
    base = f"/admin/consultations/{stage.consultation_page.pk}/closing/"
    answer = browser.post(f"{base}report/")
    page = ClosingReportPage.objects.get()
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.post(f"{base}figures/")["Location"] == base
    assert "Xylophage" not in browser.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()


def test_a_completion_that_was_reported_on_stays(stage, cast):
    close(stage)
    key = stage.consultation.pk
    complete_consultation(by=cast.publisher, consultation_id=key, language="fr")
    page = publish(make(stage, cast.publisher))
    with pytest.raises(completing.ReportPublished):
        reopen_consultation(by=cast.publisher, consultation_id=key)
    page.unpublish()
    reopen_consultation(by=cast.publisher, consultation_id=key)


def test_names_and_words_are_text(stage, cast, post, as_user):
    """Wagtail CVE-2026-28223 and the like: titles, names, reasons as markup."""
    cast.citizen.public_name = HOSTILE
    cast.citizen.save(update_fields=["public_name"])
    declined = post("Non")
    make_answer(stage.draft, [declined], Outcome.OUT_OF_SCOPE, by=cast.drafter_gov, reasons=HOSTILE)
    make_adoption(declined, stage.draft.versions.first(), by=cast.drafter_gov)
    close(stage)
    page = make(stage, cast.publisher)
    page.title = HOSTILE
    page.body.append(
        ("statement", {"requirement": "1.1", "text": HOSTILE, "link": "", "day": None})
    )
    html = body_of(publish(page), as_user())
    assert HOSTILE not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 5


def test_what_a_publisher_states_counts_in_the_checklist(stage, cast, as_user):
    close(stage)
    page = make(stage, cast.publisher)
    address = f"/fr/drafting/{stage.consultation.pk}/requirements/"
    said = {"requirement": "5.1", "text": "Réunion du 3 mai", "link": "https://e.org/", "day": None}
    page.body.append(("statement", said))
    page.save_revision()
    assert "Réunion du 3 mai" not in as_user().get(address).content.decode()
    publish(page)
    for html in (as_user().get(address).content.decode(), body_of(page, as_user())):
        point = BeautifulSoup(html, "html.parser").select_one("#requirement-51")
        assert "Réunion du 3 mai" in point.get_text()
        assert point.select_one(".checklist-met")
        assert point.select_one('a[href="https://e.org/"]')


def test_a_private_draft_is_not_reported_on(stage, cast, told, as_user):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=stage.page.pk), restriction_type="login"
    )
    page = publish(make(stage, cast.publisher))
    html = body_of(page, as_user())
    for words in ("Pamplemousse", "Trop cher", stage.page.title):
        assert words not in html, words
    assert ClosingReport.objects.get().figures["coverage"]["contributions"] == 0


def test_it_is_there_in_every_language_with_the_same_figures(stage, cast, told, as_user):
    page = publish(make(stage, cast.publisher))
    english = make_translation(page)
    html = body_of(english, as_user())
    assert 'lang="en"' in html
    assert "Who took part" in html
    assert "Pamplemousse" in html


def test_who_took_part_is_counted_by_affiliation(stage, cast, post, hide):
    post("Un")
    post("Deux", in_reply_to=post("Trois", by=cast.neighbour).pk)
    hide(post("Quatre", by=cast.drafter_civ))
    assert participants_in(open_texts(stage.consultation.pk)) == {
        "citizen": {"people": 2, "contributions": 2, "comments": 3}
    }


def test_it_costs_as_many_queries_for_much_as_for_little(
    stage, cast, told, post, as_user, django_assert_max_num_queries
):
    page = publish(make(stage, cast.publisher))
    browser = as_user()
    browser.get(page.url)
    with django_assert_max_num_queries(120) as before:
        browser.get(page.url)
    close(stage, closed=-5)
    for number, section in enumerate(stage.sections * 3):
        comment = post(f"N° {number}", place=stage.place(section))
        make_answer(stage.draft, [comment], Outcome.DECLINED, by=cast.drafter_gov)
        make_adoption(comment, stage.draft.versions.first(), by=cast.drafter_gov)
    recount(stage, cast.publisher)
    with django_assert_max_num_queries(len(before.captured_queries)):
        html = browser.get(page.url).content.decode()
    assert html.count("report-contribution") > 12

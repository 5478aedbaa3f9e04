"""Answers over HTTP: the drafters' form, and what everybody reads."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.answers.models import Answer, AnswerText
from consult.answers.services import answers as services
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.drafts.models import DraftPage
from consult.threads.models import Comment, HeldText
from tests.answers.answering import DRAFTERS, OTHERS, anew, begin, edit, publish, words
from tests.answers.taking import PROPOSED, take
from tests.answers.taking import edit as edit_text
from tests.factories.people import make_user
from tests.moderation.house import decide

pytestmark = pytest.mark.django_db

LONG = " ".join(f"mot{number}" for number in range(40))
UNTICKED = r'name="contribution"\s+value="([^"]+)"\s*>'


def text_in(answer) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def form_url(stage, query=""):
    return f"/en/drafting/{stage.draft.pk}/answers/new/{query}"


def sent(*contributions, action="save", **more):
    return {
        "contribution": [str(one.pk) for one in contributions],
        "outcome": "adopted",
        "reasons": "Nous la reprenons.",
        "language": "fr",
        "section": "",
        "version": "",
        "action": action,
        **more,
    }


# The form


@pytest.mark.parametrize("who", DRAFTERS)
def test_a_drafter_answers_what_the_desk_leads_to(stage, cast, post, as_user, who):
    first, second = post("Quel mois ?"), post("Et qui ?")
    browser = as_user(getattr(cast, who))
    page = browser.get(form_url(stage, f"?contribution={first.pk}&contribution={second.pk}"))
    assert page.status_code == 200
    html = page.content.decode()
    assert len(re.findall(r'name="contribution"\s+value="[^"]+"\s+checked', html)) == 2
    assert f'<option value="{stage.text.key}" selected>' in html
    assert "not answered yet" in html

    saved = browser.post(form_url(stage), sent(first, second))

    answer = Answer.objects.get()
    assert saved["Location"] == f"/en/drafting/answers/{answer.pk}/edit/"
    assert not answer.is_published
    assert "Nous la reprenons." in browser.get(saved["Location"]).content.decode()

    seen = services.token_of(answer)
    published = browser.post(saved["Location"], sent(first, action="publish", seen=seen))

    assert published["Location"] == f"/en/drafting/answers/{answer.pk}/"
    answer.refresh_from_db()
    assert answer.is_published
    assert list(answer.contributions.all()) == [first]


@pytest.mark.parametrize("who", [*OTHERS, "foreign", None])
def test_the_form_is_for_drafters_alone(stage, cast, post, as_user, who):
    """CVE-2026-40869, CVE-2026-45086: nobody else opens it by its address, or sends it."""
    comment = post()
    drafted = begin(cast.drafter_gov, comment)
    published = publish(cast.drafter_gov, post("Et qui ?"))
    if who == "foreign":
        person = make_user("Étranger")
        other = Consultation.objects.get(drafts=stage.other_page.translation_key)
        consultations.add_member(
            consultation=other, participant=person, role="drafter", college="civil_society"
        )
    else:
        person = getattr(cast, who) if who else None
    browser = as_user(person)
    secret = f"/en/drafting/answers/{drafted.pk}/"
    public = f"/en/drafting/answers/{published.pk}/"
    for address, refused in (
        (form_url(stage), 403),
        (f"{public}edit/", 403),
        (f"{public}sign/", 403),
        (f"{secret}edit/", 404),
        (f"{secret}sign/", 404),
    ):
        for answer in (browser.get(address), browser.post(address, sent(comment))):
            if who is None:
                assert answer["Location"].startswith("/en/account/login/")
            else:
                assert answer.status_code in (refused, 405), address
    for address in (secret, f"{secret}history/"):
        assert browser.get(address).status_code == 404
    assert Answer.objects.published().count() == 1
    assert not published.edits.exists()


def test_what_was_typed_comes_back_with_why_it_was_refused(stage, cast, post, as_user):
    comment = post()
    browser = as_user(cast.drafter_gov)
    for wrong, status, sentence in (
        ({"reasons": ""}, 422, "Write the reasons"),
        ({"outcome": ""}, 422, "Say what became of"),
        ({"contribution": []}, 422, "Choose at least one contribution"),
        ({"contribution": ["x"]}, 422, "is none of this text"),
        ({"section": "x"}, 422, "no such passage"),
        ({"language": "zz"}, 422, "no such language"),
    ):
        answer = browser.post(form_url(stage), sent(comment, **{"q": "mois", **wrong}))
        assert answer.status_code == status
        assert sentence in text_in(answer)
        assert wrong.get("reasons", "Nous la reprenons.") in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_conflict_shows_both_texts_and_saves_the_next_time(stage, cast, post, as_user):
    comment = post()
    answer = begin(cast.drafter_gov, comment)
    seen = services.token_of(answer)
    address = f"/en/drafting/answers/{answer.pk}/edit/"
    services.change_answer(
        by=anew(cast.drafter_civ),
        answer_id=answer.pk,
        contributions=[comment.pk],
        words=words("Les mots d’une collègue."),
    )
    browser = as_user(cast.drafter_gov)
    refused = browser.post(address, sent(comment, seen=seen, reasons="Mes mots."))
    assert refused.status_code == 409
    assert "Les mots d’une collègue." in refused.content.decode()
    assert "Mes mots." in refused.content.decode()
    (now,) = re.findall(r'name="seen" value="([^"]+)"', refused.content.decode())
    assert browser.post(address, sent(comment, seen=now, reasons="Mes mots.")).status_code == 302
    assert AnswerText.objects.get().reasons == "Mes mots."


def test_what_cannot_be_published_is_not_begun(stage, cast, post, hide, as_user):
    comment = hide(post())
    answer = as_user(cast.drafter_gov).post(form_url(stage), sent(comment, action="publish"))
    assert answer.status_code == 409
    assert not Answer.objects.exists()


def test_a_draft_is_thrown_away(stage, cast, post, as_user):
    answer = begin(cast.drafter_gov, post())
    browser = as_user(cast.drafter_civ)
    gone = browser.post(f"/en/drafting/answers/{answer.pk}/edit/", {"action": "discard"})
    assert gone["Location"] == f"/en/drafting/{stage.draft.pk}/answers/"
    assert not Answer.objects.exists()


# Groups


def test_a_group_is_built_by_search(stage, cast, post, hide, as_user):
    """Also by what replies say. What is hidden is found by nobody."""
    chosen, found = post("Quel mois ?"), post("Ce mois de mai ?")
    hidden, replied = hide(post("Un mois d’imbécile")), post("Sans le mot")
    post("Ce mois", in_reply_to=replied.pk)
    browser = as_user(cast.drafter_gov)
    page = browser.post(form_url(stage), sent(chosen, action="find", q="mois", reasons="Gardé"))
    html = page.content.decode()
    assert page.status_code == 200
    assert "Gardé" in html
    assert not Answer.objects.exists()
    assert set(re.findall(UNTICKED, html)) == {str(found.pk), str(replied.pk)}
    assert "imbécile" not in html
    assert str(hidden.pk) not in html


def release(stage, cast, post, body, by) -> Comment:
    """Say what somebody said before. Where it is held, a moderator publishes it."""
    if comment := post(body, by=by):
        return comment
    held = HeldText.objects.get(author=by)
    decide(stage, cast.moderator_civ, held, "publish")
    held.refresh_from_db()
    return held.published_as


def test_a_group_is_built_from_near_duplicates(stage, cast, post, hide, as_user):
    """Those whose words the moderators' screening knows as nearly the same."""
    first = post(f"{LONG} fin")
    copy = release(stage, cast, post, f"{LONG} et fin", cast.neighbour)
    hidden = hide(release(stage, cast, post, f"{LONG} imbécile", cast.drafter_civ))
    post("Et qui donc, et quand, et comment, et pourquoi, et pour qui, et où encore ?")
    browser = as_user(cast.drafter_gov)
    page = browser.post(form_url(stage), sent(first, like=str(first.pk))).content.decode()
    assert re.findall(UNTICKED, page) == [str(copy.pk)]
    assert str(hidden.pk) not in page
    by_address = browser.get(form_url(stage, f"?contribution={first.pk}&like={first.pk}"))
    assert str(copy.pk) in by_address.content.decode()


def test_hostile_addresses_find_nothing(stage, cast, post, as_user):
    browser = as_user(cast.drafter_gov)
    key = stage.draft.pk
    for query in (
        "?contribution=x&like=x&q=%00",
        f"?contribution={key}&like={key}",
        "?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        page = browser.get(form_url(stage, query))
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    assert browser.get(form_url(stage, "?q=mois&cursor=x")).status_code >= 400


# Reading


def test_everybody_reads_a_published_answer(stage, cast, post, as_user):
    version = stage.draft.versions.first()
    answer = publish(
        cast.drafter_gov,
        post("Quel mois ?"),
        reasons="Voir **le plan** et [la loi](https://example.org/loi).",
        outcome="partly",
        section_key=stage.text.key,
        version=version.pk,
    )
    address = f"/fr/drafting/answers/{answer.pk}/"
    for reader in (None, cast.citizen, cast.outsider):
        page = as_user(reader).get(address)
        html = page.content.decode()
        assert page.status_code == 200
        assert "<strong>le plan</strong>" in html
        assert 'href="https://example.org/loi"' in html
        assert "Bastien" in html
        assert "Quel mois ?" in html
        assert f"/fr/drafts/{stage.draft.pk}/versions/{version.number}/" in html
        assert f"#s-{stage.text.key}" in html
        assert "/sign/" not in html
    assert f"{address}sign/" in as_user(cast.drafter_civ).get(address).content.decode()


def test_the_other_college_signs_on_the_page(stage, cast, post, as_user):
    answer = publish(cast.drafter_gov, post())
    address = f"/en/drafting/answers/{answer.pk}/"
    browser = as_user(cast.drafter_civ)
    assert "The other college has not signed these words." in text_in(browser.get(address))
    assert browser.post(f"{address}sign/")["Location"] == address
    page = browser.get(address)
    assert "Nahila" in text_in(page)
    assert "The other college has not signed" not in text_in(page)
    assert f"{address}sign/" not in page.content.decode()
    assert browser.post(f"{address}sign/").status_code == 409


def test_nobody_signs_an_answer_for_both_colleges(stage, cast, post, as_user):
    answer = publish(cast.drafter_gov, post())
    cast.drafter_gov.memberships.update(college="civil_society")
    address = f"/en/drafting/answers/{answer.pk}/"
    browser = as_user(cast.drafter_gov)
    assert f"{address}sign/" not in browser.get(address).content.decode()
    assert browser.post(f"{address}sign/").status_code == 403
    assert answer.signatures.count() == 1


def test_an_answer_leads_to_what_its_contributions_changed(stage, cast, post, as_user):
    suggestion = post("", kind="suggestion", wording=PROPOSED)
    take(stage, cast.drafter_gov, suggestion)
    edit_text(stage, PROPOSED, publish=True)
    answer = publish(cast.drafter_gov, suggestion)
    page = as_user().get(f"/en/drafting/answers/{answer.pk}/")
    (change,) = BeautifulSoup(page.content, "html.parser").select(".answer-choice a.change")
    assert "version 2" in change.get_text()


def test_the_button_that_led_here_has_chosen_the_outcome(stage, cast, post, as_user):
    comment = post()
    address = f"/en/drafting/{stage.draft.pk}/answers/new/?contribution={comment.pk}"
    browser = as_user(cast.drafter_gov)
    for outcome, chosen in (("declined", ["declined"]), ("nonsense", []), ("", [])):
        page = browser.get(f"{address}&outcome={outcome}")
        form = BeautifulSoup(page.content, "html.parser").select_one(".answer-form")
        found = form.select("[name=outcome][checked], [name=outcome] option[selected]")
        assert [one["value"] for one in found if one["value"]] == chosen


def test_markup_in_reasons_is_harmless(stage, cast, post, as_user):
    answer = publish(
        cast.drafter_gov, post(), reasons="<script>alert(1)</script> [x](javascript:alert(1))"
    )
    for address in (
        f"/fr/drafting/answers/{answer.pk}/",
        f"/fr/drafting/{stage.draft.pk}/answers/",
    ):
        html = as_user().get(address).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


def test_hidden_and_deleted_contributions_are_counted_and_not_shown(
    stage, cast, post, hide, as_user
):
    """Decidim issue 12829: hidden words stay nowhere."""
    shown, hidden = post("Quel mois ?"), post("Imbécile !")
    deleted = post("Je retire.")
    answer = publish(cast.drafter_gov, shown, hidden, deleted)
    hide(hidden)
    as_user(cast.citizen).post(f"/fr/comments/{deleted.pk}/delete/")
    query = f"?contribution={hidden.pk}&contribution={deleted.pk}&contribution={shown.pk}"
    for reader in (None, cast.drafter_gov, cast.moderator_gov):
        browser = as_user(reader)
        page = text_in(browser.get(f"/en/drafting/answers/{answer.pk}/"))
        form = text_in(browser.get(form_url(stage, query), follow=True))
        for text in (page, form):
            assert "Imbécile" not in text
            assert "Je retire" not in text
        assert "It answers 3 contributions" in page
        assert "1 contribution is hidden by moderators" in page
        assert "1 contribution was deleted by its author" in page
        assert "Quel mois ?" in page


def test_history_shows_what_was_said_and_who_had_signed(stage, cast, post, as_user):
    comment = post()
    answer = publish(cast.drafter_gov, comment, outcome="declined", reasons="Parce que non.")
    services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    address = f"/en/drafting/answers/{answer.pk}/"
    browser = as_user(cast.drafter_civ)
    seen = services.token_of(answer)
    assert "becomes void" in text_in(browser.get(f"{address}edit/"))
    new = sent(comment, reasons="Parce que oui.", seen=seen)
    assert browser.post(f"{address}edit/", new)["Location"] == address
    page = as_user().get(f"{address}history/")
    assert re.search(r"Outcome before ?: declined", text_in(page))
    assert re.search(r"<del[^>]*>.*non.*</del>", page.content.decode(), re.DOTALL)
    assert "Signed until then by" in text_in(page)
    assert f"{address}history/" in as_user().get(address).content.decode()


def test_a_contribution_bears_its_outcome_and_the_way_to_its_answer(stage, cast, post, as_user):
    comment = post("Quel mois ?")
    way = f"/fr/drafting/answers/for/{comment.pk}/"
    browser = as_user()
    assert browser.get(way).status_code == 404
    assert way not in browser.get(f"/fr/comments/{comment.pk}/").content.decode()
    drafted = begin(cast.drafter_gov, comment)
    assert browser.get(way).status_code == 404
    services.publish_answer(by=anew(cast.drafter_gov), answer_id=drafted.pk)
    html = browser.get(f"/fr/comments/{comment.pk}/").content.decode()
    assert way in html
    assert "outcome-adopted" in html
    assert browser.get(way)["Location"] == f"/fr/drafting/answers/{drafted.pk}/"
    second = publish(cast.drafter_civ, comment, outcome="declined", reasons="Tout bien pesé, non.")
    page = browser.get(way).content.decode()
    assert page.index(str(second.pk)) < page.index(str(drafted.pk))


def test_the_list_of_a_draft_s_answers(stage, cast, post, as_user):
    publish(cast.drafter_gov, post("Quel mois ?"), reasons="La première.")
    place = stage.place(stage.sections[0])
    second = publish(cast.drafter_civ, post("Et qui ?", place=place), reasons="La seconde.")
    drafted = begin(cast.drafter_gov, post("Et où ?"), reasons="Pas encore.")
    address = f"/en/drafting/{stage.draft.pk}/answers/"
    for reader in (None, cast.citizen, cast.publisher, cast.outsider, cast.moderator_civ):
        page = text_in(as_user(reader).get(address))
        assert "La première." in page
        assert "La seconde." in page
        assert "Pas encore." not in page
    html = as_user(cast.drafter_civ).get(address).content.decode()
    assert f"/en/drafting/answers/{drafted.pk}/edit/" in html
    narrowed = text_in(as_user().get(f"{address}?section={stage.sections[0].key}"))
    assert "La seconde." in narrowed
    assert "La première." not in narrowed
    older = text_in(as_user().get(f"{address}?after={second.pk}"))
    assert "La première." in older
    assert "La seconde." not in older
    assert as_user().get(f"{address}?section=x&after=x").status_code == 200


def test_lists_cost_the_same_however_long(stage, cast, post, as_user):
    def cost(address):
        browser = as_user(cast.citizen)
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    first = post("Quel mois ?")
    answer = publish(cast.drafter_gov, first, section_key=stage.text.key)
    addresses = f"/fr/drafting/{stage.draft.pk}/answers/", f"/fr/drafting/answers/{answer.pk}/"
    few = [cost(one) for one in addresses]
    for number in range(6):
        publish(cast.drafter_civ, post(f"Mot {number}"), section_key=stage.text.key)
    more = [post(f"Aussi {number}", by=cast.neighbour) for number in range(5)]
    edit(
        cast.drafter_gov,
        answer,
        contributions=[one.pk for one in (first, *more)],
        section_key=stage.text.key,
    )
    assert [cost(one) for one in addresses] == few


# Languages


def test_the_original_is_read_where_there_is_no_translation(stage, cast, post, as_user, english):
    answer = publish(cast.drafter_gov, post())
    page = as_user().get(f"/en/drafting/answers/{answer.pk}/")
    assert "This was written in French and is not translated yet." in text_in(page)
    words = BeautifulSoup(page.content, "html.parser").select_one(".answer-reasons .words")
    assert (words["lang"], words["dir"]) == ("fr", "ltr")


def test_a_translation_says_so_and_whether_it_lags(stage, cast, post, as_user, english_page):
    answer = publish(cast.drafter_gov, post())
    AnswerText.objects.create(
        answer=answer,
        translation_key=answer.pk,
        locale=english_page.locale,
        reasons="We take it up. <script>x</script>\x0b",
    )
    browser = as_user()
    address = f"/en/drafting/answers/{answer.pk}/"
    page = browser.get(address)
    assert "We take it up." in text_in(page)
    assert "<script>x" not in page.content.decode()
    assert "This is a translation. The original is in French." in text_in(page)
    assert "changed since it was translated" not in text_in(page)
    original = text_in(browser.get(f"{address}?original"))
    assert "Nous la reprenons" in original
    assert "This is the original, in French." in original
    edit(cast.drafter_gov, answer)
    assert "changed since it was translated" in text_in(browser.get(address))


def test_a_draft_that_one_may_not_read_has_no_answers(stage, cast, post, as_user):
    """CVE-2026-40870."""
    comment = post()
    answer = publish(cast.drafter_gov, comment)
    for page in DraftPage.objects.filter(translation_key=stage.draft.pk):
        page.unpublish()
    for reader in (None, cast.citizen, cast.drafter_gov):
        for address in (
            f"/fr/drafting/{stage.draft.pk}/answers/",
            f"/fr/drafting/answers/{answer.pk}/",
            f"/fr/drafting/answers/{answer.pk}/history/",
            f"/fr/drafting/answers/for/{comment.pk}/",
        ):
            assert as_user(reader).get(address).status_code == 404


def test_all_that_a_government_s_response_says_can_be_said(stage, cast, post, as_user):
    """From the reasoned response to the fifth plan of the United States, as it was published."""
    reasons = (
        "**What we heard.** There is public demand for tables, charts, and filters that accompany "
        "standardized machine-readable detailed data files.\n\n**Our response.** We agree. First, "
        "OMB and the Chief Data Officer Council will review guidance (e.g., "
        "[resources.data.gov](https://resources.data.gov/)).\n\nSecond, one example is the "
        "[Climate and Economic Justice Screening Tool]"
        "(https://screeningtool.geoplatform.gov/en/#3/33.47/-97.5), which permits users to "
        "identify communities — marginalized, “underserved”, and overburdened.\n\n* one\n* two"
    )
    answer = publish(cast.drafter_gov, post(), reasons=reasons, language="en")
    html = as_user().get(f"/en/drafting/answers/{answer.pk}/").content.decode()
    assert "<strong>What we heard.</strong>" in html
    assert 'href="https://screeningtool.geoplatform.gov/en/#3/33.47/-97.5"' in html
    assert "“underserved”" in html
    assert "* two" in html

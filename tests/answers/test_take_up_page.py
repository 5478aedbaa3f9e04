"""The page on which a contribution is compared with the working text and taken up."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession

from consult.answers.models import Adoption
from consult.drafts.models import DraftPage
from consult.threads.places import Place
from tests.answers.taking import PRESENT, PROPOSED, edit, take, words, working
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30


@pytest.fixture
def suggestion(post):
    return post("", kind="suggestion", wording=PROPOSED)


@pytest.fixture
def open_page(stage, cast, as_user):
    """Return the page about a contribution as a drafter of the government sees it."""

    def act(contribution, by=None):
        answer = as_user(by or cast.drafter_gov).get(address_of(stage, contribution))
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return act


@pytest.fixture
def send(stage, cast, as_user):
    def act(contribution, action, *, page=None, by=None, headers=None, **form):
        form = {**(fields(page) if page else {}), "action": action, **form}
        address = address_of(stage, contribution)
        return as_user(by or cast.drafter_gov).post(address, form, headers=headers or {})

    return act


def address_of(stage, contribution):
    return f"/fr/drafting/{stage.draft.pk}/contributions/{contribution.pk}/"


def fields(page):
    """Return what a browser would send of the form."""
    form = page.select_one("#take-up form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    sent |= {one["name"]: one.text.removeprefix("\n") for one in form.select("textarea")}
    sent |= {one["name"]: one["value"] for one in form.select("input[type=radio][checked]")}
    # A browser sends the ends of lines as the standard has them.
    return {name: text.replace("\n", "\r\n") for name, text in sent.items()}


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def actions(page):
    return {one["value"] for one in page.select("#take-up button[name=action]")}


def test_as_it_is(stage, suggestion, open_page, send):
    page = open_page(suggestion)
    assert actions(page) == {"as_is", "reworded"}
    assert PRESENT in page.select_one(".take-up-present").text
    assert page.select_one(".take-up-as-is ins").text.count("peu connues") == 1

    answer = send(suggestion, "as_is", page=page)
    assert (answer.status_code, answer["Location"]) == (302, address_of(stage, suggestion))
    assert words(stage) == PROPOSED
    assert Adoption.objects.get().manner == "as_is"
    after = open_page(suggestion)
    assert after.select_one(".take-up-change del, .take-up-change ins")
    assert actions(after) == {"reworded"}  # it reads so already


def test_reworded(stage, suggestion, open_page, send):
    page = open_page(suggestion)
    assert fields(page)["wording"] == PROPOSED
    send(suggestion, "reworded", page=page, wording="Les données sont mal connues.")
    assert words(stage) == "Les données sont mal connues."
    assert Adoption.objects.get().manner == "reworded"


def test_because_of_others_too(stage, suggestion, post, open_page, send):
    other, unticked = post("Peu connues."), post("Autre chose.")
    page = open_page(suggestion)
    assert {one["value"] for one in page.select("input[name=because]")} == {
        str(other.pk),
        str(unticked.pk),
    }
    send(suggestion, "as_is", page=page, because=[str(other.pk), "x"])
    assert set(Adoption.objects.values_list("contribution", flat=True)) == {suggestion.pk, other.pk}
    way = open_page(other).select_one(".take-up-change a.button")["href"]
    assert way.count("contribution=") == 2


def test_a_question_changes_the_text(stage, post, open_page, send):
    question = post("Lesquelles ?", kind="question")
    page = open_page(question)
    assert actions(page) == {"reworded"}
    assert fields(page)["wording"] == PRESENT
    send(question, "reworded", page=page, wording="Toutes les données existent.")
    assert words(stage) == "Toutes les données existent."


def test_other_suggestions_stand_beside_it(suggestion, post, open_page):
    post("", kind="suggestion", wording="Les données manquent.")
    page = open_page(suggestion)
    assert len(page.select("article.said")) == 2


def test_declining_leads_to_the_answer(stage, suggestion, open_page):
    links = [one["href"] for one in open_page(suggestion).select("a.button")]
    begin = f"/fr/drafting/{stage.draft.pk}/answers/new/?contribution={suggestion.pk}"
    assert {begin, f"{begin}&outcome=declined"} <= set(links)


# The passage has changed since


def test_what_changed_since_is_kept(stage, suggestion, open_page, send):
    edit(stage, PRESENT.replace("Les données", "Les données publiques"))
    page = open_page(suggestion)
    send(suggestion, "as_is", page=page)
    assert words(stage) == PROPOSED.replace("Les données", "Les données publiques")
    assert Adoption.objects.get().manner == "as_is"


@pytest.fixture
def conflict(stage, post):
    """A suggestion that changes the same words as somebody did since."""
    suggestion = post(
        "", kind="suggestion", wording=PRESENT.replace("restent dispersées", "sont éparpillées")
    )
    edit(stage, PRESENT.replace("restent dispersées", "demeurent cachées"))
    return suggestion


def test_both_sides_of_a_conflict_can_be_read(conflict, open_page):
    page = open_page(conflict)
    assert actions(page) == {"put_together", "reworded"}
    shown = page.select_one(".conflict").text
    assert all(words in shown for words in ("demeurent cachées", "sont éparpillées"))
    assert fields(page)["wording"].endswith("elles demeurent cachées.")


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [
        ("ours", "demeurent cachées"),
        ("theirs", "sont éparpillées"),
        ("own", "sont cachées partout"),
    ],
)
def test_each_conflict_is_chosen_or_typed_over(stage, conflict, open_page, send, choice, outcome):
    page = open_page(conflict)
    typed = {"choice-1": choice, "own-1": "sont cachées partout"}
    together = soup(send(conflict, "put_together", page=page, **typed))
    whole = f"Les données existent, mais elles {outcome}."
    assert fields(together)["wording"] == whole
    assert fields(together)["choice-1"] == choice
    assert words(stage) != whole or choice == "ours"
    if choice != "ours":
        send(conflict, "reworded", page=together)
        assert words(stage) == whole


# Two drafters at once


def test_the_second_gets_their_words_back(stage, cast, suggestion, post, open_page, send):
    """Nothing is overwritten, and nothing that was typed is lost."""
    other = post("Moi aussi.")
    page = open_page(suggestion)
    take(stage, cast.drafter_civ, suggestion, wording="Nahila l’a écrit.")
    mine = "Les données existent, mais elles restent dispersées. Bastien l’a écrit."
    answer = send(suggestion, "reworded", page=page, wording=mine, because=[str(other.pk)])

    assert answer.status_code == 409
    again = soup(answer)
    assert again.select_one("[role=alert]").text.strip()
    assert words(stage) == "Nahila l’a écrit."
    assert fields(again)["wording"] == mine
    assert fields(again)["seen"] == working(stage).seen
    assert again.select_one("input[name=because][checked]")["value"] == str(other.pk)
    assert "Nahila l’a écrit." in again.select_one(".take-up-present").text
    assert Adoption.objects.count() == 1
    # Who has read what changed may go on.
    assert send(suggestion, "reworded", page=again).status_code == 302
    assert words(stage) == mine


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_what_was_typed_comes_back_when_the_contribution_is_hidden_meanwhile(
    stage, suggestion, hide, open_page, send, htmx
):
    page = open_page(suggestion)
    hide(suggestion)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = send(suggestion, "reworded", page=page, wording="Mes mots.", headers=headers)
    assert answer.status_code == 409
    back = soup(answer)
    assert back.select_one("[role=alert]").text.strip()
    assert back.select_one("#kept").text.strip() == "Mes mots."
    assert bool(back.select("main")) is not htmx


def test_what_was_typed_comes_back_when_the_passage_is_taken_out_meanwhile(
    stage, suggestion, open_page, send
):
    page = open_page(suggestion)
    draft = DraftPage.objects.get(pk=stage.page.pk).get_latest_revision_as_object()
    key = str(stage.text.key)
    draft.sections = [one for one in draft.sections.raw_data if one["id"] != key]
    draft.save_revision()
    answer = send(suggestion, "reworded", page=page, wording="Mes mots.")
    assert answer.status_code in (409, 422)
    assert soup(answer).select_one("#kept").text.strip() == "Mes mots."


def test_two_changes_that_do_not_touch_are_put_together(stage, cast, suggestion, open_page, send):
    page = open_page(suggestion)
    edit(stage, PRESENT.replace("Les données", "Les données publiques"))
    mine = PRESENT.replace("dispersées", "éparses")
    again = soup(send(suggestion, "reworded", page=page, wording=mine))
    assert fields(again)["wording"] == mine
    together = soup(send(suggestion, "put_together", page=again))
    both = "Les données publiques existent, mais elles restent éparses."
    assert fields(together)["wording"] == both
    send(suggestion, "reworded", page=together)
    assert words(stage) == both


def test_own_words_in_conflict_can_be_chosen(stage, suggestion, open_page, send):
    page = open_page(suggestion)
    edit(stage, PRESENT.replace("dispersées", "cachées"))
    again = soup(
        send(suggestion, "reworded", page=page, wording=PRESENT.replace("dispersées", "éparses"))
    )
    together = soup(send(suggestion, "put_together", page=again, **{"choice-1": "theirs"}))
    assert fields(together)["wording"] == PRESENT.replace("dispersées", "éparses")


def test_who_has_the_editor_open_is_named(stage, cast, suggestion, open_page):
    EditingSession.objects.create(
        user=cast.drafter_civ,
        content_type=ContentType.objects.get_for_model(stage.page),
        object_id=str(stage.page.pk),
        last_seen_at=timezone.now(),
    )
    assert "Nahila" in open_page(suggestion).text
    assert "Nahila" not in open_page(suggestion, by=cast.drafter_civ).select_one("#take-up").text


# What cannot be changed here


def test_refusals_come_back_with_what_was_typed(suggestion, open_page, send):
    page = open_page(suggestion)
    for wording, status in [("", 422), (PRESENT, 422)]:
        answer = send(suggestion, "reworded", page=page, wording=wording)
        assert answer.status_code == status
        assert fields(soup(answer))["wording"] == wording
    assert send(suggestion, "x", page=page).status_code == 422


def test_the_whole_draft_and_lost_passages_say_so(stage, suggestion, post, open_page, send):
    whole = post(place=Place(stage.draft.pk))
    page = stage.page
    page.sections = [one for one in page.sections.raw_data if one["id"] != str(stage.text.key)]
    page.save_revision()
    for one in (whole, suggestion):
        shown = open_page(one)
        assert actions(shown) == set()
        assert shown.select_one("#take-up .notice").text.strip()
        assert send(one, "reworded", wording="Autre.", seen="x").status_code == 409


def test_hidden_ones_and_replies_have_no_page(stage, cast, post, hide, as_user):
    browser = as_user(cast.drafter_gov)
    for one, told in ((hide(post("Caché.")), 409), (post("Oui.", in_reply_to=post().pk), 404)):
        assert browser.get(address_of(stage, one)).status_code == 404
        assert browser.post(address_of(stage, one), {"action": "reworded"}).status_code == told


def test_on_a_translation_the_source_stands_beside(stage, post, english_page, open_page, send):
    suggestion = post("", kind="suggestion", wording="The data exist.", language="en")
    page = open_page(suggestion)
    assert actions(page) == {"reworded"}
    assert fields(page)["wording"] == PRESENT
    assert page.select_one("textarea[name=wording]")["lang"] == "fr"
    assert send(suggestion, "reworded", page=page, wording=PROPOSED).status_code == 302
    assert words(stage) == PROPOSED


# For htmx, and how much it costs


def test_htmx_gets_the_form_alone_and_is_led_on(stage, suggestion, open_page, send):
    page, htmx = open_page(suggestion), {"HX-Request": "true"}
    refused = send(suggestion, "reworded", page=page, wording="", headers=htmx)
    assert refused.status_code == 422
    assert not soup(refused).find("html")
    done = send(suggestion, "as_is", page=page, headers=htmx)
    assert done["HX-Redirect"] == address_of(stage, suggestion)


def test_the_number_of_queries_stays(
    stage, cast, suggestion, as_user, django_assert_max_num_queries
):
    def look():
        browser = as_user(cast.drafter_gov)
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            browser.get(address_of(stage, suggestion))
        return len(asked)

    few = look()
    make_threads(stage.text, [cast.citizen, cast.neighbour], 60)
    assert look() == few

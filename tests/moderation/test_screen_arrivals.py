"""What arrives is public or waits for a moderator, as the consultation has switched it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.moderation.models import Case, Trace, WordList
from consult.moderation.services.traces import MOST_TRACED
from consult.moderation.services.word_lists import KEY, listed_words, save_word_list
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Said
from tests.factories.people import make_user
from tests.moderation.house import decide, set_rules

pytestmark = pytest.mark.django_db

LETTER = (
    "Je demande que le ministère publie chaque trimestre le calendrier des travaux, le nom des "
    "entreprises retenues et le montant des marchés, dans un format que chacun peut relire, afin "
    "que les habitants de la vallée sachent ce qui est décidé en leur nom et à quel prix."
)
LINKS = "https://a.example https://b.example https://c.example https://d.example"
SHOUT = "CE PLAN EST UNE HONTE POUR LA VALLÉE"
OVER = "Retirez donc ce projet. " * 4


@pytest.fixture(autouse=True)
def fresh_lists():
    """No list of words of another test is in the cache."""
    cache.delete(KEY)
    yield
    cache.delete(KEY)


@pytest.fixture
def send(stage, cast):
    """Post, and return the comment or the held words."""

    def act(body, *, by=None, **more):
        said = Said(body, "fr", **more)
        posted = threads.post_comment(by=by or cast.citizen, place=stage.place(), said=said)
        return posted.held or posted.comment

    return act


def codes(words):
    return [one["code"] for one in words.grounds] if isinstance(words, HeldText) else []


def list_words(*words, language="fr"):
    return save_word_list(WordList(language=language, words="\n".join(words)))


def crowd(count):
    return [make_user() for _ in range(count)]


# Each rule, and its switch


@pytest.mark.parametrize(
    ("body", "ground", "off"),
    [
        (LINKS, {"code": "links", "count": 4}, {"most_links": 4}),
        (OVER, {"code": "repeats_itself"}, {"holds_repetition": False}),
        (SHOUT, {"code": "shouted"}, {"holds_shouting": False}),
        ("Quel \u0456mb\u00e9\u0441ile !", {"code": "listed_word"}, {"holds_listed_words": False}),
    ],
    ids=["links", "repeats itself", "shouted", "listed word"],
)
def test_a_rule_holds_and_can_be_switched_off(stage, cast, send, as_user, body, ground, off):
    list_words("imbécile")
    held = send(body)
    assert held.grounds == [ground]
    assert not Comment.objects.exists()
    assert Case.objects.get().held == held
    page = as_user().get(f"{stage.page.url}?section={stage.text.key}").content.decode()
    assert body[:20] not in page

    set_rules(stage.consultation, **off)
    threads.withdraw_held(by=cast.citizen, held_id=held.pk)
    assert isinstance(send(body), Comment)


def test_the_form_tells_what_waits_and_loses_nothing(stage, cast, as_user):
    typed = {"section": str(stage.text.key), "body": SHOUT, "kind": "remark"}
    url = stage.url().replace("/fr/", "/en/")
    answer = as_user(cast.citizen).post(url, typed, headers={"HX-Request": "true"})
    assert answer.status_code in (201, 202)
    assert "mostly written in capitals" in answer.content.decode()
    assert HeldText.objects.get().source == SHOUT


def test_several_grounds_are_all_told(send):
    assert codes(send(f"{SHOUT} {LINKS} {LINKS}")) == ["links"]
    assert codes(send(f"{SHOUT}! {SHOUT}! {SHOUT}! {SHOUT}! http://a.b " * 4)) == [
        "links",
        "repeats_itself",
        "shouted",
    ]


def test_an_honest_text_is_public(send):
    list_words("imbécile")
    for body in (LETTER, "D’accord.", "+1", "L’ADEME et la CNIL : https://a.example"):
        assert isinstance(send(body), Comment)


@pytest.mark.parametrize("role", ["moderator_gov", "drafter_civ", "publisher"])
def test_members_own_words_never_wait(cast, send, role):
    list_words("honte")
    by = getattr(cast, role)
    assert isinstance(send(f"{SHOUT} {LINKS}", by=by), Comment)


def test_a_member_of_another_consultation_is_nobody_here(cast, send):
    assert codes(send(SHOUT, by=cast.outsider)) == ["shouted"]


def test_grounds_hold_codes_and_counts_and_no_words(send):
    """What is kept of why words wait names no list, and repeats nothing that was said."""
    list_words("imbécile")
    send(LETTER)
    held = send(f"{LETTER} Imbécile ! {LINKS}")
    assert held.grounds == [
        {"code": "links", "count": 4},
        {"code": "listed_word"},
        {"code": "repeats_own", "count": 1},
    ]


# What a suggestion proposes


def suggest(stage, by, wording, body=""):
    said = Said(body, "fr", kind="suggestion", wording=wording)
    return threads.post_comment(by=by, place=stage.place(), said=said)


def before(stage):
    return stage.text.versions.order_by("-version__number").first().text


def test_what_a_suggestion_inserts_is_screened(stage, cast):
    held = suggest(stage, cast.citizen, f"{before(stage)} {LINKS}").held
    assert codes(held) == ["links"]
    list_words("imbécile")
    assert codes(suggest(stage, cast.citizen, f"{before(stage)} Imbécile.").held) == ["listed_word"]


def test_two_suggestions_for_one_text_are_no_copies_of_it(stage, cast):
    """Most of what they say is the section's own text."""
    assert suggest(stage, cast.citizen, f"{before(stage)} Avant la fin mars.").comment
    assert suggest(stage, cast.neighbour, f"{before(stage)} Avant la fin juin.").comment


def test_the_same_long_wording_proposed_twice_is_a_copy(stage, cast):
    assert suggest(stage, cast.citizen, f"{before(stage)} {LETTER}").comment
    again = suggest(stage, cast.neighbour, f"{before(stage)} {LETTER}").held
    assert codes(again) == ["repeats_others"]


# Near-copies


def test_a_near_copy_of_others_waits(cast, send):
    send(LETTER)
    held = send(f"Bonjour. {LETTER} Ravi, de Valmorin", by=cast.neighbour)
    assert held.grounds == [{"code": "repeats_others", "count": 1}]


def test_a_near_copy_of_ones_own_is_called_so(send):
    send(LETTER)
    assert send(LETTER.upper().lower()).grounds == [{"code": "repeats_own", "count": 1}]


def test_short_texts_are_said_by_many(cast, send):
    for by in (cast.citizen, cast.neighbour, *crowd(2)):
        for body in ("D’accord.", "+1", "Je soutiens entièrement cette proposition, merci."):
            assert isinstance(send(body, by=by), Comment)
    assert not Trace.objects.exists()


def test_a_copy_of_a_members_words_waits_too(cast, send):
    send(LETTER, by=cast.drafter_gov)
    assert codes(send(LETTER)) == ["repeats_others"]


def test_other_consultations_are_not_compared(stage, cast, send):
    send(LETTER)
    place = type(stage.place())(stage.other_draft.pk)
    posted = threads.post_comment(by=cast.neighbour, place=place, said=Said(LETTER, "fr"))
    assert posted.comment


def test_traces_hold_numbers_and_go_with_the_words(cast, send):
    comment = send(LETTER)
    assert set(Trace.objects.values_list("text", "author")) == {(comment.pk, cast.citizen.pk)}
    threads.delete_comment(by=cast.citizen, comment_id=comment.pk)
    assert not Trace.objects.exists()
    assert isinstance(send(LETTER, by=cast.neighbour), Comment)


def test_withdrawn_words_do_not_count(cast, send):
    held = send(f"{LETTER} {LINKS}")
    assert Trace.objects.exists()
    threads.withdraw_held(by=cast.citizen, held_id=held.pk)
    assert not Trace.objects.exists()
    assert isinstance(send(LETTER), Comment)


def test_what_was_held_published_and_then_deleted_does_not_count(stage, cast, send):
    held = send(f"{LETTER} {LINKS}")
    decide(stage, cast.moderator_gov, held, "publish")
    assert codes(send(LETTER, by=cast.neighbour)) == ["repeats_others"]
    HeldText.objects.filter(author=cast.neighbour).get()
    threads.delete_comment(by=cast.citizen, comment_id=Comment.objects.get().pk)
    assert set(Trace.objects.values_list("author", flat=True)) == {cast.neighbour.pk}


def test_refused_words_are_known_again(stage, cast, send):
    held = send(f"{LETTER} {LINKS}")
    decide(stage, cast.moderator_gov, held, "refuse")
    assert codes(send(LETTER, by=cast.neighbour)) == ["repeats_others"]


def test_a_campaign_is_one_group_named_after_its_first_text(cast, send):
    """Ours: campaigns of near-copies. What waits is one group with a count."""
    first = send(LETTER)
    copies = [send(f"{LETTER} {by.public_name}", by=by) for by in crowd(3)]
    assert [copy.grounds[0]["count"] for copy in copies] == [1, 2, 3]
    other = send(SHOUT)
    assert set(Case.objects.filter(held__in=copies).values_list("campaign", flat=True)) == {
        first.pk
    }
    assert Case.objects.get(held=other).campaign is None


def test_held_texts_join_the_campaign_that_repeats_them(cast, send):
    first = send(f"{LETTER} {LINKS}")
    assert Case.objects.get(held=first).campaign is None
    second = send(f"{LETTER} {LINKS}", by=cast.neighbour)
    assert {case.campaign for case in Case.objects.filter(held__in=[first, second])} == {first.pk}


def test_two_campaigns_that_prove_one_are_one(cast, send):
    everything = (
        f"{LETTER} Il faut aussi une réunion publique au village, le soir, avec les élus, les "
        "services de l’État et ceux qui conduisent les travaux ; et une réponse écrite à chacun."
    ).split()
    third = len(everything) // 4
    begin, end = " ".join(everything[:-third]), " ".join(everything[third:])
    one = [send(begin, by=by) for by in crowd(2)]
    two = [send(end, by=by) for by in crowd(2)]
    assert [codes(words) for words in one + two] == [[], ["repeats_others"]] * 2
    joint = send(" ".join(everything), by=cast.neighbour)
    assert joint.grounds == [{"code": "repeats_others", "count": 4}]
    held = [joint, one[1], two[1]]
    assert set(Case.objects.filter(held__in=held).values_list("campaign", flat=True)) == {one[0].pk}


def test_a_large_campaign_costs_no_more_than_its_first_texts(monkeypatch, send):
    """Ours: floods timed for the last minute before closing."""
    monkeypatch.setattr("consult.moderation.screening.arrivals.MOST_TRACED", 3)
    for by in crowd(6):
        send(LETTER, by=by)
    assert Trace.objects.values("text").distinct().count() == 3
    assert Case.objects.filter(campaign__isnull=False).values("campaign").distinct().count() == 1
    assert Case.objects.filter(campaign__isnull=False).count() == 5
    assert MOST_TRACED > 100


# Edits


def test_an_edit_into_spam_waits_and_the_public_text_stays(cast, send, as_user):
    comment = send("Quel mois ?")
    edited = threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body=f"Ici : {LINKS}")
    assert codes(edited.held) == ["links"]
    comment.refresh_from_db()
    assert (comment.source, comment.edits_count) == ("Quel mois ?", 0)
    page = as_user().get(f"/c/{comment.pk}", follow=True).content.decode()
    assert "Quel mois ?" in page
    assert "a.example" not in page
    case = Case.objects.open().get()
    assert (case.held, case.cause) == (edited.held, "held")


def test_changing_ones_own_words_a_little_is_no_repetition(cast, send):
    comment = send(LETTER)
    edited = threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body=f"{LETTER} Merci.")
    assert edited.held is None
    assert set(Trace.objects.values_list("text", flat=True)) == {comment.pk}


def test_an_edit_that_gives_way_to_a_better_one_is_no_repetition(cast, send):
    comment = send("Quel mois ?")
    first = threads.edit_comment(
        by=cast.citizen, comment_id=comment.pk, body=f"{LETTER} {LINKS}"
    ).held
    assert first is not None
    again = threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body=LETTER)
    assert again.held is None
    assert set(Trace.objects.values_list("text", flat=True)) == {comment.pk}


def test_after_an_edit_the_words_before_are_not_known_any_more(cast, send):
    comment = send(LETTER)
    threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Quel mois ?")
    assert isinstance(send(LETTER, by=cast.neighbour), Comment)


def test_an_edit_into_a_copy_of_others_waits(cast, send):
    send(LETTER)
    mine = send("Quel mois ?", by=cast.neighbour)
    edited = threads.edit_comment(by=cast.neighbour, comment_id=mine.pk, body=LETTER)
    assert codes(edited.held) == ["repeats_others"]
    assert Comment.objects.get(pk=mine.pk).source == "Quel mois ?"


def test_an_edit_of_what_was_held_before_is_no_repetition(stage, cast, send):
    held = send(f"{LETTER} {LINKS}")
    decide(stage, cast.moderator_gov, held, "publish")
    comment = Comment.objects.get()
    edited = threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body=LETTER)
    assert edited.held is None
    assert set(Trace.objects.values_list("text", flat=True)) == {comment.pk}


# What it costs


def test_a_long_text_takes_two_queries_more_than_a_short_one(stage, cast, post, as_user):
    """One that looks for near-copies, one that leaves traces; the lists come from the cache."""
    root = post(by=cast.neighbour)
    list_words("imbécile")
    browser, url = as_user(cast.citizen), stage.url()
    typed = {"section": str(stage.text.key), "kind": "remark", "in_reply_to": str(root.pk)}
    counts = []
    for body in ("D’abord.", "Ensuite.", LETTER):
        with CaptureQueriesContext(connection) as captured:
            assert browser.post(url, {**typed, "body": body}).status_code == 302
        counts.append(len(captured))
    assert counts[1] <= 16
    assert counts[2] == counts[1] + 2


def test_the_lists_are_read_once(send, django_assert_num_queries):
    list_words("imbécile")
    send("Quel mois ?")
    with django_assert_num_queries(0):
        assert listed_words() == ("imbécile",)

"""Editing one's own words: freely at first, later for all to see with what they were before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.threads import services
from consult.threads.models import Comment, Edit
from tests.threads.pages import HTMX, article_in, fields_of, soup_of

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=16)


def address(comment, language="fr"):
    return f"/{language}/comments/{comment.pk}/edit/"


def history(comment, language="fr"):
    return f"/{language}/comments/{comment.pk}/history/"


def aged(comment, by=LATER):
    """The comment as if it had been posted earlier."""
    posted_at = timezone.now() - by
    Comment.objects.filter(pk=comment.pk).update(posted_at=posted_at)
    return comment


def edit(by, comment, *bodies, **more):
    for body in bodies:
        services.edit_comment(by=by, comment_id=comment.pk, body=body, **more)


def stored(comment):
    return Comment.objects.values_list("source", "edits_count").get(pk=comment.pk)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_the_form_holds_the_present_words_and_saves_others(cast, post, as_user, htmx):
    comment, browser = post("Quel *mois* ?"), as_user(cast.citizen)
    headers = HTMX if htmx else {}
    page = soup_of(browser.get(address(comment), headers=headers))
    form = page.select_one(f'form[action="{address(comment)}"]')
    assert fields_of(form)["body"] == "Quel *mois* ?"
    assert "wording" not in fields_of(form)

    answer = browser.post(address(comment), {"body": "Quel *jour* ?"}, headers=headers)

    if htmx:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"#c-{comment.pk}")
        answer = browser.get(answer["Location"])
    assert article_in(answer, comment).select_one(".words em").get_text() == "jour"
    assert stored(comment) == ("Quel *jour* ?", 0)


def test_the_link_to_edit_is_the_authors_alone(cast, stage, post, as_user):
    comment, page = post(), f"{stage.page.url}?section={stage.text.key}"
    own = article_in(as_user(cast.citizen).get(page), comment)
    assert own.has_attr("data-own")
    assert own.select_one(".act-edit")["href"] == address(comment)
    for reader in (None, cast.neighbour, cast.moderator_gov, cast.admin):
        article = article_in(as_user(reader).get(page), comment)
        assert not article.has_attr("data-own")
        assert not article.select(".act-edit, .act-delete")


@pytest.mark.parametrize(
    ("age", "sentence"),
    [(timedelta(0), "without a trace"), (LATER, "Everybody will see")],
)
def test_the_form_says_until_when_a_change_leaves_no_trace(cast, post, as_user, age, sentence):
    comment = aged(post(), by=age)
    assert sentence in as_user(cast.citizen).get(address(comment, "en")).content.decode()


def test_at_first_a_change_leaves_no_trace(cast, post, as_user):
    comment, browser = post("Zanzibar"), as_user(cast.citizen)
    browser.post(address(comment), {"body": "Autre chose."})
    assert not Edit.objects.exists()
    assert not article_in(browser.get(f"/fr/comments/{comment.pk}/"), comment).select(".edited")
    assert "Zanzibar" not in browser.get(history(comment)).content.decode()


def test_later_it_is_seen_and_the_history_shows_each_change_newest_first(cast, post, as_user):
    comment = aged(post("Quel mois ?"))
    browser = as_user(cast.citizen)
    for body in ("Quel jour ?", "Quel jour de juin ?"):
        browser.post(address(comment), {"body": body})

    for reader in (None, cast.neighbour):
        link = article_in(as_user(reader).get(f"/en/comments/{comment.pk}/"), comment).select_one(
            "a.edited"
        )
        assert link.time
        page = soup_of(as_user(reader).get(link["href"]))
        assert page.select_one("h1 + p bdi").get_text() == cast.citizen.public_name
        said = [
            (
                [one.contents[1] for one in change.select("del")],
                [one.contents[1] for one in change.select("ins")],
            )
            for change in page.select("ol.edits > li")
        ]
        assert said == [([], ["de juin "]), (["mois"], ["jour"])]
        assert len(page.select("ol.edits time")) == 2


def test_a_suggestions_wording_is_edited_with_it(cast, post, as_user):
    comment = aged(post("", kind="suggestion", wording="Les données sont là."))
    browser = as_user(cast.citizen)
    form = soup_of(browser.get(address(comment))).select_one("form.composer-edit")
    assert fields_of(form)["wording"] == "Les données sont là."
    assert fields_of(form)["body"] == ""
    browser.post(address(comment), {"body": "Mieux.", "wording": "Les données sont ouvertes."})
    assert Comment.objects.get().wording == "Les données sont ouvertes."
    page = soup_of(browser.get(history(comment)))
    assert page.select_one(".proposal ins").contents[1] == "ouvertes"
    assert page.select_one(".words ins").contents[1] == "Mieux."


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 422, "Write your contribution first"),
        (" \u200b ", 422, "Write your contribution first"),
        ("a" * 5001, 422, "5,001 characters"),
        ("a\x00b", 422, "invisible control characters"),
        ("@a " * 11, 422, "can mention 10 people"),
    ],
    ids=["empty", "invisible", "too long", "NUL", "too many mentions"],
)
def test_a_refused_change_comes_back_as_it_was_typed(
    cast, post, as_user, body, status, sentence, htmx
):
    comment = post("Quel mois ?")
    headers = HTMX if htmx else {}
    answer = as_user(cast.citizen).post(address(comment, "en"), {"body": body}, headers=headers)
    assert answer.status_code == status
    form = soup_of(answer).select_one("form.composer-edit")
    assert sentence in form.select_one(".refusal").get_text()
    assert fields_of(form)["body"] == body
    assert (answer.get("HX-Retarget"), answer.get("HX-Reswap")) == (
        f"#edit-{comment.pk}",
        "innerHTML",
    )
    assert stored(comment) == ("Quel mois ?", 0)


def closed(stage, cast, comment):
    Consultation.objects.filter(pk=stage.consultation.pk).update(closes_at=timezone.now())


def gone(stage, cast, comment):
    stage.page.unpublish()


def suspended(stage, cast, comment):
    cast.citizen.suspended_until = timezone.now() + timedelta(days=1)
    cast.citizen.save()


def deleted(stage, cast, comment):
    services.delete_comment(by=cast.citizen, comment_id=comment.pk)


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("happened", "status"), [(closed, 409), (gone, 404), (suspended, 403), (deleted, 409)]
)
def test_whatever_happened_meanwhile_no_typed_word_is_lost(
    cast, stage, post, as_user, happened, status, htmx
):
    comment, browser = post("Quel mois ?"), as_user(cast.citizen)
    browser.get(address(comment))
    happened(stage, cast, comment)
    headers = HTMX if htmx else {}
    assert browser.get(address(comment), headers=headers).status_code == status
    answer = browser.post(address(comment), {"body": "Mes <b>mots</b>"}, headers=headers)
    assert answer.status_code == status
    assert "Mes &lt;b&gt;mots&lt;/b&gt;" in answer.content.decode()
    assert "Mes" not in stored(comment)[0]


def test_a_wording_that_can_no_longer_be_saved_comes_back(cast, stage, post, as_user):
    comment = post("", kind="suggestion", wording="Les données sont là.")
    stage.page.unpublish()
    for headers in ({}, HTMX):
        sent = {"body": "Mes mots", "wording": "Mon texte"}
        answer = as_user(cast.citizen).post(address(comment), sent, headers=headers)
        assert answer.status_code == 404
        kept = {box.get_text().strip() for box in soup_of(answer).select("textarea[readonly]")}
        assert kept == {"Mes mots", "Mon texte"}


def test_changes_too_fast_are_told_when_to_come_back(cast, post, as_user, settings):
    settings.PACE = {**settings.PACE, "edit": (2, 600)}  # and half of it for a new account
    comment, browser = post("un"), as_user(cast.citizen)
    browser.post(address(comment), {"body": "deux"})
    for headers in ({}, HTMX):
        answer = browser.post(address(comment), {"body": "trois"}, headers=headers)
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        assert "trois" in answer.content.decode()
    assert stored(comment)[0] == "deux"


# What was said before


@pytest.fixture
def secret(cast, stage, post):
    """A comment that said something else before, and before that."""
    comment = aged(post("Zanzibar un"))
    edit(cast.citizen, comment, "Zanzibar deux", "Zanzibar trois")
    return comment


READERS = [None, "citizen", "neighbour", "drafter_gov", "publisher", "outsider", "admin"]


@pytest.mark.parametrize("reader", READERS)
def test_the_history_of_a_hidden_comment_shows_no_word(cast, secret, hide, as_user, reader):
    """Discourse CVE-2026-27454: a hidden revision came with `?version=`."""
    hide(secret)
    browser = as_user(reader and getattr(cast, reader))
    for query in ("", "?before=1", "?before=2", "?before=99", "?version=1", "?number=1"):
        for headers in ({}, HTMX):
            answer = browser.get(history(secret) + query, headers=headers)
            assert answer.status_code == 302
            page = browser.get(answer["Location"])
            assert "Zanzibar" not in page.content.decode()
            assert article_in(page, secret).select_one(".tomb")


def test_moderators_of_this_consultation_read_the_history_of_a_hidden_comment(
    cast, secret, hide, as_user
):
    hide(secret)
    assert "un" in as_user(cast.moderator_civ).get(history(secret)).content.decode()
    assert as_user(cast.moderator_gov).get(history(secret)).content.decode().count("Zanzibar") >= 2


@pytest.mark.parametrize("reader", [*READERS, "moderator_gov"])
def test_deleted_words_are_nowhere_not_even_in_the_history(cast, secret, as_user, reader):
    services.delete_comment(by=cast.citizen, comment_id=secret.pk)
    browser = as_user(reader and getattr(cast, reader))
    for page in (history(secret), f"/c/{secret.pk}", f"/fr/comments/{secret.pk}/"):
        assert "Zanzibar" not in browser.get(page, follow=True).content.decode()


def test_the_history_of_a_draft_that_one_may_not_read_is_a_404(cast, stage, secret, as_user):
    """CVE-2026-40870: a draft that one may not see is a 404 everywhere, its comments too."""
    stage.page.unpublish()
    for reader in (None, cast.citizen, cast.moderator_gov):
        assert as_user(reader).get(history(secret)).status_code == 404


def test_a_long_history_is_walked_page_by_page(cast, post, as_user):
    comment = aged(post("mot 0"))
    edit(cast.citizen, comment, *(f"mot {turn}" for turn in range(1, 46)))
    seen, address = [], history(comment)
    while address:
        page = soup_of(as_user().get(address))
        for change in page.select("ol.edits > li"):
            seen.append((change.select_one("del").contents[1], change.ins.contents[1]))
        more = page.select_one(".more a")
        address = more and history(comment) + more["href"]
    assert seen == [(str(turn - 1), str(turn)) for turn in range(45, 0, -1)]


def test_a_hostile_text_is_text_in_the_history_too(cast, post, as_user):
    """CVE-2023-32693: script in what changed."""
    comment = aged(post("un"))
    edit(cast.citizen, comment, "<img src=x onerror=alert(1)> deux")
    page = soup_of(as_user().get(history(comment)))
    assert not page.find("img", src="x")
    assert "<img src=x onerror=alert(1)>" in page.select_one("ol.edits").get_text()

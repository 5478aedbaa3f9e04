"""The page on which somebody without an account sees what they wrote, and withdraws it."""

import pytest
from django.core import mail
from django.test import Client

from consult.people.models import Guest
from consult.threads.models import Comment, HeldText, Unconfirmed
from tests.moderation.house import decide, set_rules
from tests.threads.guests.writing import ask, link, publish, send, send_get
from tests.threads.pages import article_in, soup_of

pytestmark = pytest.mark.django_db


def page_of(stage):
    return f"/fr/guests/{stage.consultation.pk}/"


def text_of(client, stage):
    answer = client.get(page_of(stage))
    assert answer.status_code == 200
    return soup_of(answer).main.get_text()


def test_it_lists_all_that_was_written_in_this_consultation(open_house, hide):
    writer = publish(open_house, "Public.")
    publish(open_house, "Caché.", client=writer)
    hide(Comment.objects.get(source="Caché."))
    set_rules(open_house.consultation, premoderation="all")
    publish(open_house, "Relu.", client=writer)
    ask(open_house, "Pas confirmé.")
    ask(open_house, "D’autrui.", email="ravi@example.org")

    text = text_of(writer, open_house)
    assert all(word in text for word in ("Public.", "Relu.", "Pas confirmé."))
    assert "Caché." not in text
    assert "D’autrui." not in text


def test_it_is_kept_by_nobody_and_found_by_no_engine(open_house):
    writer = publish(open_house)
    answer = writer.get(page_of(open_house))

    assert "no-store" in answer["Cache-Control"]
    assert soup_of(answer).select_one("meta[name=robots][content=noindex]")
    assert soup_of(answer).select_one('.guest-claim a[href*="/signup/"]')


@pytest.mark.parametrize("path", ["", "withdraw/", "forget/", "leave/"])
def test_who_followed_no_link_is_led_to_where_one_can_be_had(open_house, path):
    publish(open_house)
    address = page_of(open_house) + path
    answer = send(Client(), address) if path else Client().get(address)

    assert answer["Location"] == "/fr/guests/"
    assert Comment.objects.get().is_visible


@pytest.mark.parametrize("path", ["withdraw/", "forget/", "leave/"])
def test_who_left_the_page_in_another_tab_is_told_that_nothing_happened(open_house, path):
    writer = publish(open_house)
    send(writer, f"{page_of(open_house)}leave/")
    writer.get("/fr/")  # said there that it was left
    answer = send(writer, page_of(open_house) + path)

    told = soup_of(writer.get(answer["Location"])).select_one(".messages").get_text()
    assert "rien n’a été changé" in told
    assert Comment.objects.get().is_visible


def test_of_two_people_at_one_browser_each_sees_their_own(open_house):
    """Who followed a link last is who acts: nobody erases the words of another by their button."""
    browser = publish(open_house, "D’Alice.", email="alice@example.org")
    publish(open_house, "De Bob.", client=browser, email="bob@example.org")
    text = text_of(browser, open_house)
    assert "De Bob." in text
    assert "alice@example.org" not in text

    send(browser, f"{page_of(open_house)}forget/", {"words": "withdrawn"})
    assert Comment.objects.get(author__guest__email="alice@example.org").is_visible
    assert browser.get(page_of(open_house))["Location"] == "/fr/guests/"


def test_it_leads_to_why_words_are_not_public_and_how_to_contest_it(open_house, hide, cast):
    writer = publish(open_house, "Caché.")
    comment = hide(Comment.objects.get())
    set_rules(open_house.consultation, premoderation="all")
    publish(open_house, "Refusé.", client=writer)
    decide(open_house, cast.moderator_gov, HeldText.objects.get(), "refuse")
    page = soup_of(writer.get(page_of(open_house))).main

    why = page.select_one(f"#c-{comment.pk} .tomb-why")
    assert "contester" in why.get_text()
    assert writer.get(why["href"], follow=True).status_code == 200
    refused = page.select_one("section[aria-labelledby=refused] a")
    assert "Refusé." in writer.get(refused["href"]).content.decode()


def test_who_is_signed_in_is_led_to_making_it_theirs(open_house, cast, as_user):
    browser = as_user(cast.citizen)
    publish(open_house)
    ask(open_house, "Encore.")
    browser.get(link("link"))
    page = soup_of(browser.get(page_of(open_house)))

    assert page.select_one('.guest-claim a[href="/fr/account/contributions/"]')


def test_a_link_of_one_consultation_opens_no_other(open_house):
    writer = publish(open_house)
    other = open_house.other_draft.consultation_id

    assert writer.get(f"/fr/guests/{other}/")["Location"] == "/fr/guests/"


def withdraw(client, stage, what, key):
    return send(client, f"{page_of(stage)}withdraw/", {"withdraw": f"{what}:{key}"})


def test_what_is_public_is_withdrawn_as_any_author_does(open_house, post):
    writer = publish(open_house)
    comment = Comment.objects.get()
    reply = post("Réponse.", in_reply_to=comment.pk)

    assert withdraw(writer, open_house, "comment", comment.pk).status_code == 302
    comment.refresh_from_db()
    assert (comment.status, comment.source) == ("deleted", "")
    shown = article_in(
        Client().get(f"{open_house.page.url}?section={open_house.text.key}"), comment
    )
    assert shown.select_one(".tomb").get_text().strip().startswith("Supprimé")
    assert Comment.objects.get(pk=reply.pk).is_visible


def test_what_waits_is_withdrawn(open_house):
    set_rules(open_house.consultation, premoderation="all")
    writer = publish(open_house)
    ask(open_house, "Plus tard.")
    held = HeldText.objects.get()
    asked = Unconfirmed.objects.exclude(email="").get()

    withdraw(writer, open_house, "held", held.pk)
    withdraw(writer, open_house, "unconfirmed", asked.pk)

    held.refresh_from_db()
    assert (held.status, held.source) == ("withdrawn", "")
    assert not Unconfirmed.objects.exclude(email="").exists()


@pytest.mark.parametrize(
    ("what", "key", "status"),
    [
        ("comment", "theirs", 403),
        ("held", "theirs", 404),
        ("unconfirmed", "theirs", 404),
        ("vote", "theirs", 404),
        ("comment", "x", 404),
        ("", "", 404),
    ],
)
def test_nothing_of_others_is_withdrawn(open_house, post, cast, what, key, status):
    writer = publish(open_house)
    others = {"comment": post("Le mien.").pk}
    ask(open_house, "D’autrui.", email="ravi@example.org")
    others["unconfirmed"] = Unconfirmed.objects.get(email="ravi@example.org").pk
    set_rules(open_house.consultation, premoderation="all")
    assert post("J’attends.") is None
    others["held"] = HeldText.objects.get().pk
    key = others.get(what, key) if key == "theirs" else key

    assert withdraw(writer, open_house, what, key).status_code == status
    assert Comment.objects.visible().count() == 2
    assert HeldText.objects.get().is_waiting
    assert Unconfirmed.objects.filter(email="ravi@example.org").exists()


def test_what_moderators_hid_stays_for_its_review(open_house, hide):
    writer = publish(open_house)
    comment = hide(Comment.objects.get())
    answer = withdraw(writer, open_house, "comment", comment.pk)

    assert answer.status_code == 409
    assert soup_of(answer).select_one(".refusal[role=alert]")


def test_another_site_withdraws_nothing(open_house):
    writer = publish(open_house)
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = writer.cookies
    for path in ("withdraw/", "forget/", "leave/"):
        assert guarded.post(page_of(open_house) + path).status_code == 403


def test_the_address_is_forgotten_and_the_words_stay(open_house):
    writer = publish(open_house)
    ask(open_house, "Pas confirmé.")
    token = link("link")
    send(writer, f"{page_of(open_house)}forget/", {"words": "stay"})

    assert Guest.objects.get().email == ""
    assert not Unconfirmed.objects.exclude(email="").exists()
    assert Comment.objects.get().is_visible
    assert writer.get(page_of(open_house))["Location"] == "/fr/guests/"
    assert send_get(Client(), token).status_code == 410


def test_the_address_is_forgotten_with_all_words(open_house):
    writer = publish(open_house, "Public.")
    set_rules(open_house.consultation, premoderation="all")
    publish(open_house, "Relu.", client=writer)
    send(writer, f"{page_of(open_house)}forget/", {"words": "withdrawn"})

    assert Guest.objects.get().email == ""
    assert Comment.objects.get().is_deleted
    assert HeldText.objects.get().status == "withdrawn"


def test_who_comes_back_after_that_is_another_guest(open_house):
    writer = publish(open_house, "Mois ?")
    send(writer, f"{page_of(open_house)}forget/", {"words": "stay"})
    publish(open_house, "Jour ?")

    assert sorted(Guest.objects.values_list("number", flat=True)) == [1, 2]


def test_leaving_the_page_lets_the_next_person_see_nothing(open_house):
    writer = publish(open_house)
    answer = send(writer, f"{page_of(open_house)}leave/")

    assert answer["Location"] == open_house.consultation_page.url
    assert writer.get(page_of(open_house))["Location"] == "/fr/guests/"
    assert Guest.objects.get().email


def test_hostile_words_run_nowhere_on_it(open_house):
    writer = publish(open_house, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    ask(open_house, "<svg onload=alert(1)>")

    assert not soup_of(writer.get(page_of(open_house))).main.select("script, img, svg")


def test_it_takes_as_many_queries_for_many_as_for_few(
    open_house, django_assert_max_num_queries, settings
):
    settings.PACE = settings.PACE | dict.fromkeys(("guest", "guest_mail", "post"), (100, 3600))
    writer = publish(open_house, "Un.")
    for number in range(5):
        publish(open_house, f"Texte {number} d’une autre sorte.", client=writer)
    mail.outbox.clear()
    with django_assert_max_num_queries(28):
        writer.get(page_of(open_house))

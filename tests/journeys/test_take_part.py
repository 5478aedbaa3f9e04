"""A whole journey without JavaScript: from the front door to a reply, and what a moderator does."""

import pytest

from consult.threads.models import Comment
from tests.factories.people import PASSWORD
from tests.journeys.browser import Browser
from tests.people.coming_in import newest_code

pytestmark = pytest.mark.django_db


def test_a_citizen_signs_up_asks_and_is_answered(stage, cast):
    zoe = Browser()
    zoe.open("/fr/")
    zoe.follow(f'a.card-link[href="{stage.consultation_page.url}"]')
    zoe.follow(f'a.card-link[href="{stage.page.url}"]')
    zoe.follow(f"#foot-{stage.text.key} a")
    assert not zoe.page.select("textarea")

    zoe.follow('.composer a[href*="signup"]')
    zoe.send(
        "form.form",
        email="zoe@example.org",
        public_name="Zoé",
        affiliation="citizen",
    )
    zoe.send("form.form", code=newest_code())
    assert zoe.address.startswith(stage.page.url)
    assert zoe.page.select('form[action*="logout"]')

    zoe.open(f"{stage.page.url}?section={stage.text.key}")
    zoe.send("form.composer", body="Quel *mois* ?", kind="question")
    comment = Comment.objects.get()
    assert (zoe.status, comment.kind, comment.author.public_name) == (200, "question", "Zoé")
    assert zoe.page.find(id=f"c-{comment.pk}").select_one(".words em").get_text() == "mois"

    drafter = Browser()
    drafter.open("/fr/account/login/")
    drafter.send("form.form", login=cast.drafter_gov.email, password=PASSWORD)
    drafter.open(f"/c/{comment.pk}")
    drafter.follow(f"#c-{comment.pk} .act-reply")
    drafter.send("form.composer-reply", body="En juin.")
    reply = Comment.objects.get(thread=comment)
    assert (reply.author, reply.in_reply_to) == (cast.drafter_gov, comment)
    assert "En juin." in drafter.page.find(id=f"c-{reply.pk}").get_text()

    zoe.open(f"{stage.page.url}?section={stage.text.key}")
    assert zoe.page.find(id=f"c-{reply.pk}")


def test_a_moderator_hides_and_restores_from_the_page(stage, cast, post):
    comment = post("Imbécile !")
    moderator = Browser()
    moderator.open("/fr/account/login/")
    moderator.send("form.form", login=cast.moderator_gov.email, password=PASSWORD)
    moderator.open(f"/c/{comment.pk}")
    moderator.follow(f"#c-{comment.pk} .act-moderate")
    moderator.send("form.decision", article=str(stage.articles[0].pk), explanation="Insulte.")
    assert moderator.page.find(id=f"c-{comment.pk}").select_one(".tomb")

    stranger = Browser()
    page = stranger.open(f"/c/{comment.pk}")
    assert "Imbécile" not in str(page)
    assert "Respect" in page.select_one(".tomb").get_text()

    moderator.follow(f"#c-{comment.pk} .act-moderate")
    moderator.send("form.decision")
    assert "Imbécile !" in str(stranger.open(f"/c/{comment.pk}"))


def test_refused_words_are_still_in_their_box_and_can_be_sent(stage, cast):
    citizen = Browser()
    citizen.open("/en/account/login/")
    citizen.send("form.form", login=cast.citizen.email, password=PASSWORD)
    citizen.open(f"{stage.page.url}?section={stage.text.key}")
    citizen.send("form.composer", body="a" * 5001)
    assert citizen.status == 422
    box = citizen.page.select_one("form.composer textarea[name=body]")
    assert box.get_text().strip() == "a" * 5001

    citizen.send("form.composer", body="a" * 5000)
    assert citizen.status == 200
    assert Comment.objects.get().source == "a" * 5000

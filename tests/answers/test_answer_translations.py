"""Answers are translated through wagtail-localize, by the publishers of their consultation."""

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from consult.answers.models import AnswerText
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from tests.answers.answering import anew, begin, edit, publish
from tests.answers.test_answer_pages import text_in
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

PLACE = "wagtailsnippets_answers_answertext"


def submit_url(text):
    return reverse(
        "wagtail_localize:submit_snippet_translation", args=["answers", "answertext", text.pk]
    )


@pytest.fixture
def answer(stage, cast, post, english):
    return publish(cast.drafter_gov, post())


@pytest.fixture
def submitted(answer, cast, as_user, english_page):
    """The answer, submitted for translation by the publisher."""
    sent = as_user(cast.publisher).post(
        submit_url(answer.texts.get()), {"locales": [english_page.locale_id]}
    )
    assert sent.status_code == 302
    return Translation.objects.get(source__object=answer.pk)


@pytest.fixture
def foreign_publisher(stage):
    other = Consultation.objects.get(drafts=stage.other_page.translation_key)
    user = make_user("Éditrice d’ailleurs")
    consultations.add_member(consultation=other, participant=user, role="publisher")
    return user


def translate(browser, translation, words):
    """Write a translation as the editor of wagtail-localize does, and publish it."""
    segment = translation.source.stringsegment_set.get()
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    answer = browser.put(
        address, f"value={words}", content_type="application/x-www-form-urlencoded"
    )
    if answer.status_code in (200, 201):
        target = translation.get_target_instance()
        browser.post(reverse(f"{PLACE}:edit", args=[target.pk]), {"action": "publish"})
    return answer.status_code


def test_a_publisher_translates_and_the_page_shows_it(answer, submitted, cast, as_user, stage):
    browser = as_user(cast.publisher)
    page = f"/en/drafting/answers/{answer.pk}/"
    assert translate(browser, submitted, "We take it up.") in (200, 201)
    text = text_in(as_user().get(page))
    assert "We take it up." in text
    assert "This is a translation. The original is in French." in text
    translated = AnswerText.objects.get(locale__language_code="en")
    assert (translated.answer, translated.translation_key) == (answer, answer.pk)
    assert "Nous la reprenons" in text_in(as_user().get(f"/fr/drafting/answers/{answer.pk}/"))

    edit(cast.drafter_gov, answer, "Nous avons relu.")
    assert "changed since it was translated" in text_in(as_user().get(page))

    source = TranslationSource.objects.get(object=answer.pk)
    synced = browser.post(reverse("wagtail_localize:update_translations", args=[source.pk]))
    assert synced.status_code == 302
    assert translate(browser, submitted, "We have read it again.") in (200, 201)
    text = text_in(as_user().get(page))
    assert "We have read it again." in text
    assert "changed since it was translated" not in text


def test_the_original_is_changed_by_drafters_alone(answer, cast, as_user):
    browser = as_user(cast.publisher)
    original = answer.texts.get()
    address = reverse(f"{PLACE}:edit", args=[original.pk])
    for sent in (browser.get(address), browser.post(address, {"reasons": "Falsifié"})):
        assert sent["Location"].endswith(f"/drafting/answers/{answer.pk}/")
    original.refresh_from_db()
    assert original.reasons == "Nous la reprenons, car elle est juste."
    for name, arguments in (("add", []), ("delete", [original.pk])):
        at = reverse(f"{PLACE}:{name}", args=arguments)
        assert browser.get(at).status_code in (302, 403)
        assert browser.post(at, {"reasons": "Falsifié"}).status_code in (302, 403)
    assert AnswerText.objects.count() == 1


@pytest.mark.parametrize(
    "who", ["foreign", "drafter_gov", "drafter_civ", "citizen", "moderator_gov", "outsider", None]
)
def test_nobody_else_translates(answer, submitted, cast, foreign_publisher, as_user, who):
    """CVE-2026-40869, CVE-2026-45086: wagtail-localize itself asks for one right on the whole site."""
    person = foreign_publisher if who == "foreign" else getattr(cast, who) if who else None
    browser = as_user(person)
    texts = AnswerText.objects.order_by("pk")
    before = list(texts.values())
    assert translate(browser, submitted, "Forged.") in (302, 403)
    for text in texts:
        for at in (
            submit_url(text),
            reverse(f"{PLACE}:edit", args=[text.pk]),
            reverse(f"{PLACE}:usage", args=[text.pk]),
            reverse(f"{PLACE}:history", args=[text.pk]),
            reverse(f"{PLACE}:delete", args=[text.pk]),
            reverse("wagtail_localize:download_pofile", args=[submitted.pk]),
            reverse("wagtail_localize:update_translations", args=[submitted.source_id]),
        ):
            sent = browser.get(at)
            assert sent.status_code in (302, 403, 404), at
            assert "/drafting/" not in sent.get("Location", ""), at
            assert browser.post(at, {"action": "publish"}).status_code in (302, 403, 404, 405), at
    for at in ("upload_pofile", "stop_translation", "machine_translate"):
        sent = browser.post(reverse(f"wagtail_localize:{at}", args=[submitted.pk]))
        assert sent.status_code in (302, 403, 404)
    listed = browser.get(reverse(f"{PLACE}:list"))
    assert "Nous la reprenons" not in listed.content.decode()
    assert list(texts.values()) == before
    submitted.refresh_from_db()
    assert submitted.enabled


def test_what_is_not_published_is_not_there_to_translate(stage, cast, post, english, as_user):
    """Ours: private drafts of answers do not leak through the admin."""
    text = begin(cast.drafter_gov, post()).texts.get()
    for who in (cast.publisher, cast.admin, cast.drafter_gov):
        browser = as_user(who)
        assert browser.get(submit_url(text)).status_code in (302, 403)
        assert "Nous la reprenons" not in browser.get(reverse(f"{PLACE}:list")).content.decode()
        for name in ("edit", "usage", "history"):
            sent = browser.get(reverse(f"{PLACE}:{name}", args=[text.pk]))
            assert sent.status_code in (302, 403, 404), name
            assert "Nous la reprenons" not in sent.content.decode()
        for pk in ("", f"{text.pk}/"):
            at = f"/admin/localize/api/snippets/answers/answertext/{pk}"
            sent = browser.get(at)
            assert sent.status_code in (302, 404)
            assert "Nous la reprenons" not in sent.content.decode()


def test_the_list_shows_publishers_what_is_theirs(answer, cast, as_user, foreign_publisher):
    address = reverse(f"{PLACE}:list")
    assert "Nous la reprenons" in as_user(cast.publisher).get(address).content.decode()
    assert "Nous la reprenons" in as_user(cast.admin).get(address).content.decode()
    assert "Nous la reprenons" not in as_user(foreign_publisher).get(address).content.decode()
    cast.publisher.memberships.all().delete()
    assert not anew(cast.publisher).has_perm("answers.change_answertext")

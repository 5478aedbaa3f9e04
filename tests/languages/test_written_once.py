"""Answers and the reasons of decisions: written once, and translated by the same machine."""

import pytest
from django.utils import translation

from consult.languages.models import MachineTranslation
from consult.moderation import services as moderation
from tests.answers.answering import edit, publish
from tests.threads.pages import HTMX, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_page")]


@pytest.fixture
def ask(as_user, django_capture_on_commit_callbacks):
    def act(kind, key, *, by=None):
        with django_capture_on_commit_callbacks(execute=True):
            return as_user(by).post(f"/en/translations/{kind}/{key}/", headers=HTMX)

    return act


@pytest.fixture
def answer(cast, post):
    return publish(cast.drafter_gov, post(), reasons="Nous la *reprenons*.")


def test_an_answer_s_reasons(machine, answer, ask, as_user):
    page = soup_of(as_user().get(f"/en/drafting/answers/{answer.pk}/"))
    form = page.select_one(".answer-reasons form.ask-machine")
    assert form["action"] == f"/en/translations/answer/{answer.pk}/"
    ask("answer", answer.pk)
    page = soup_of(as_user().get(f"/en/drafting/answers/{answer.pk}/"))
    original, translated = page.select(".answer-reasons .words")
    assert original["lang"] == "fr"
    assert translated["lang"] == "en"
    assert translated.decode_contents() == "<p>[en] Nous la <em>reprenons</em>.</p>"
    assert "LibreTranslate" in page.select_one(".translation-mark").get_text()
    own = soup_of(as_user().get(f"/fr/drafting/answers/{answer.pk}/"))
    assert not own.select(".machine")


def test_an_answer_that_says_something_else_by_now(machine, cast, answer, ask, as_user):
    ask("answer", answer.pk)
    edit(cast.drafter_gov, answer)
    assert not MachineTranslation.objects.exists()
    assert "[en]" not in as_user().get(f"/en/drafting/answers/{answer.pk}/").content.decode()


def test_an_answer_that_is_not_public_is_not_sent(machine, stage, cast, post, answer, ask):
    for page in stage.page.get_translations(inclusive=True):
        page.unpublish()
    assert ask("answer", answer.pk, by=cast.drafter_gov).status_code == 404
    assert not machine.asked


@pytest.fixture
def decision(stage, cast, post):
    with translation.override("fr"):
        return moderation.hide_comment(
            by=cast.moderator_gov,
            comment_id=post("Imbécile !").pk,
            article_id=stage.articles[0].pk,
            explanation="La deuxième phrase insulte.",
        )


def test_why_a_moderator_decided_is_for_whom_it_is_about(machine, cast, decision, ask, as_user):
    for other in (None, "neighbour", "outsider", "drafter_gov"):
        assert ask("decision", decision.pk, by=other and getattr(cast, other)).status_code == 404
    assert not machine.asked
    page = soup_of(as_user(cast.citizen).get(f"/en/moderation/decisions/{decision.pk}/"))
    assert page.select_one("form.ask-machine")
    ask("decision", decision.pk, by=cast.citizen)
    page = soup_of(as_user(cast.citizen).get(f"/en/moderation/decisions/{decision.pk}/"))
    translated = page.select_one(".reasons .words.translated")
    assert translated.get_text(strip=True) == "[en] La deuxième phrase insulte."
    assert machine.lines == ["La deuxième phrase insulte."]  # and not what was hidden


def test_without_a_machine_nothing_is_offered(answer, decision, cast, as_user):
    for address in (f"drafting/answers/{answer.pk}/", f"moderation/decisions/{decision.pk}/"):
        page = soup_of(as_user(cast.citizen).get(f"/en/{address}"))
        assert not page.select(".machine, .ask-machine")


def test_editors_translate_pages_by_the_same_machine(machine, settings):
    """wagtail-localize asks it; its markup comes back, and no other."""
    from wagtail.models import Locale  # noqa: PLC0415
    from wagtail_localize.machine_translators import get_machine_translator  # noqa: PLC0415
    from wagtail_localize.strings import StringValue  # noqa: PLC0415

    asked = get_machine_translator()
    fr, en = Locale.objects.get(language_code="fr"), Locale.objects.get(language_code="en")
    assert asked.can_translate(fr, en)
    assert not asked.can_translate(fr, fr)
    string = StringValue('Lisez <a id="a1">le plan</a>.')
    machine.lies(
        {
            "translatedText": [
                'Read <a id="a1" href="javascript:alert(1)" onclick="x()">the plan</a>.<script>x</script>'
            ]
        }
    )
    made = asked.translate(fr, en, [string])
    assert made[string].data == 'Read <a id="a1">the plan</a>.'
    assert machine.asked[0]["format"] == "html"

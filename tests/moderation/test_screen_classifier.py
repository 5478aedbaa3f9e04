"""The classifier: learns from decisions, is off until a moderator switches it on, and may be another."""

import subprocess
import sys
from random import Random

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import translation

from cms.settings import env
from consult.core.errors import NotFound
from consult.core.words import words
from consult.moderation import refusals, services
from consult.moderation.models import Lesson
from consult.moderation.screening.classifier import Example
from consult.moderation.screening.likeness import resembles_hidden
from consult.moderation.screening.linear import LinearClassifier
from consult.moderation.services.classifier import examples_from
from consult.moderation.services.learned import forget_learned
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from consult.threads.places import Said
from tests.factories.people import make_user
from tests.moderation.house import decide, hold, set_rules

pytestmark = pytest.mark.django_db

RUDE = words("crétins menteurs vendus pourris incapables honte dégage voleurs imbéciles minables")
KIND = words("calendrier budget mesure école indicateur réponse consultation progrès merci suivi")


def sentence(vocabulary, chance):
    return "Vous êtes, je le dis, " + " ".join(chance.sample(vocabulary, 5)) + "."


def examples(count, seed=1):
    chance = Random(seed)  # noqa: S311
    return [
        Example(sentence(RUDE if at % 2 else KIND, chance), was_hidden=bool(at % 2))
        for at in range(count)
    ]


class Parrot:
    """Notices what holds the word that it was last shown hidden."""

    def learn(self, examples):
        return next(one.text for one in reversed(examples) if one.was_hidden).encode()

    def notices(self, text, learned):
        return learned.decode() in text


class Broken(Parrot):
    def notices(self, text, learned):
        raise ZeroDivisionError


PARROT, BROKEN = f"{__name__}.Parrot", f"{__name__}.Broken"


@pytest.fixture(autouse=True)
def fresh(stage):
    yield
    cache.clear()


@pytest.fixture
def parrot(settings, monkeypatch, stage):
    """A site with another classifier that has learned one word."""
    settings.SCREENING_CLASSIFIER = PARROT
    learn(stage, PARROT)


def learn(stage, classifier, learned=b"tocard"):
    Lesson.objects.create(
        consultation=stage.consultation,
        classifier=classifier,
        learned=learned,
        kept=20,
        hidden=20,
        tested=8,
        precision=0.75,
        recall=0.5,
    )
    forget_learned(stage.consultation.pk)


def switch(stage, by, on=True):
    return services.switch_classifier(by=by, consultation_id=stage.consultation.pk, on=on)


def send(stage, by, body):
    posted = threads.post_comment(by=by, place=stage.place(), said=Said(body, "fr"))
    return posted.held or posted.comment


# The default


def test_the_default_learns_what_is_hidden():
    classifier, seen = LinearClassifier(), examples(120)
    learned = classifier.learn(seen)
    fresh = examples(60, seed=2)
    right = sum(classifier.notices(one.text, learned) == one.was_hidden for one in fresh)
    assert right >= 57
    assert not classifier.notices("", learned)
    assert not classifier.notices("Quel mois ?", learned)


def test_disguises_do_not_deceive_it():
    classifier = LinearClassifier()
    learned = classifier.learn(examples(120))
    said = "Vous êtes, je le dis, crétins menteurs vendus pourris minables."
    assert classifier.notices(said, learned)
    assert classifier.notices(said.upper().replace("E", "\u0415").replace(" ", " \u200b"), learned)


@pytest.mark.parametrize("foreign", [b"", b"x" * 40, b"linear-1" + b"\0" * 8, b"\x80\x04K\x01."])
def test_what_it_did_not_make_is_refused_and_never_run(foreign):
    with pytest.raises(ValueError, match="weights"):
        LinearClassifier().notices("Quel mois ?", foreign)


def test_what_it_learned_holds_no_words():
    learned = LinearClassifier().learn(examples(60))
    assert b"menteurs" not in learned
    assert len(learned) < 300_000


# Learning from decisions


@pytest.fixture
def decided(stage, cast, monkeypatch):
    """Four contributions that were kept and four that were hidden, each in another way."""
    monkeypatch.setattr("consult.moderation.services.classifier.LEAST_OF_EACH", 3)
    set_rules(stage.consultation, has_two_keys=False, holds_repetition=False)
    chance = Random(3)  # noqa: S311
    for action, waits in (("keep", False), ("hide", False), ("publish", True), ("refuse", True)):
        for _ in range(2):
            words = sentence(RUDE if action in ("hide", "refuse") else KIND, chance)
            by = make_user()
            subject = hold(stage, by, words) if waits else send(stage, by, words)
            decide(stage, cast.moderator_gov, subject, action)


def test_examples_are_the_words_and_the_newest_decision_that_stands(stage, cast, decided):
    found = examples_from(stage.consultation.pk)
    assert len(found) == 8
    assert sum(one.was_hidden for one in found) == 4
    assert all(one.was_hidden == any(word in one.text for word in RUDE) for one in found)

    hidden = Comment.objects.filter(status="hidden").first()
    decide(stage, cast.moderator_civ, hidden, "restore")
    kept = Comment.objects.filter(status="visible").exclude(pk=hidden.pk).first()
    threads.delete_comment(by=kept.author, comment_id=kept.pk)
    found = {one.text: one.was_hidden for one in examples_from(stage.consultation.pk)}
    assert found[hidden.source] is False
    assert kept.source not in found


def test_undone_decisions_teach_nothing(stage, cast, decided):
    set_rules(stage.consultation, has_two_keys=True)
    comment = send(stage, make_user(), "Une phrase sans détour.")
    decision = decide(stage, cast.moderator_gov, comment, "hide")
    assert comment.source in {one.text for one in examples_from(stage.consultation.pk)}
    services.turn_key(
        by=cast.moderator_civ, decision_id=decision.pk, confirms=False, explanation="Ironie."
    )
    assert comment.source not in {one.text for one in examples_from(stage.consultation.pk)}


def test_other_consultations_teach_nothing(stage, decided):
    assert examples_from(stage.other_draft.consultation.pk) == []


@pytest.fixture
def in_english():
    """The language of whoever calls a command."""
    with translation.override("en"):
        yield


def test_the_command_says_what_was_learned_from(stage, decided, capsys, in_english):
    call_command("train_classifier", str(stage.consultation.pk))
    told = capsys.readouterr().out
    assert "4 contributions kept and 4 hidden" in told
    assert "precision" in told
    assert "recall" in told
    lesson = Lesson.objects.get()
    assert (lesson.kept, lesson.hidden) == (4, 4)
    assert not stage.consultation.uses_classifier

    call_command("train_classifier", stage.consultation_page.slug)
    call_command("train_classifier", "--all")
    told = capsys.readouterr().out
    assert f"{stage.other_draft.consultation.pk}: There are too few" in told
    assert Lesson.objects.count() == 1


def test_it_refuses_to_learn_from_a_handful(stage, decided, monkeypatch, in_english):
    monkeypatch.setattr("consult.moderation.services.classifier.LEAST_OF_EACH", 5)
    with pytest.raises(CommandError, match="4 contributions kept and 4 hidden"):
        call_command("train_classifier", str(stage.consultation.pk))
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("name", ["nobody", "01a20b83-de0a-7197-892e-6cc1fb270376"])
def test_the_command_knows_only_consultations(stage, name):
    with pytest.raises(CommandError, match="no consultation"):
        call_command("train_classifier", name)


def test_how_well_it_did_is_measured_on_what_it_had_not_seen(stage, decided, settings):
    """The parrot notices only what it was told: of what was held back, nothing."""
    settings.SCREENING_CLASSIFIER = PARROT
    lesson = services.train_classifier(consultation_id=stage.consultation.pk)
    assert lesson.recall in (None, 0)
    assert lesson.precision is None


# Switched on


def test_it_is_off_until_a_moderator_switches_it_on(stage, cast, parrot):
    assert isinstance(send(stage, cast.citizen, "Quel tocard !"), Comment)
    switch(stage, cast.moderator_civ)
    held = send(stage, cast.citizen, "Encore un tocard !")
    assert held.grounds == [{"code": "classifier"}]
    decision = decide(stage, cast.moderator_gov, held, "refuse")
    assert decision.was_noticed_by_machine
    assert isinstance(send(stage, cast.citizen, "Quel mois ?"), Comment)
    switch(stage, cast.moderator_gov, on=False)
    assert isinstance(send(stage, cast.citizen, "Toujours ce tocard !"), Comment)


def test_it_holds_an_edit_too(stage, cast, parrot, post):
    switch(stage, cast.moderator_gov)
    comment = post("Quel mois ?")
    edited = threads.edit_comment(by=cast.citizen, comment_id=comment.pk, body="Quel tocard ?")
    assert edited.held.grounds == [{"code": "classifier"}]
    assert Comment.objects.get().source == "Quel mois ?"


@pytest.mark.parametrize(
    "role", ["citizen", "drafter_gov", "drafter_civ", "publisher", "outsider", "admin"]
)
@pytest.mark.parametrize("on", [True, False])
def test_only_moderators_of_the_consultation_switch_it(stage, cast, parrot, as_user, role, on):
    """CVE-2026-40869: every verb asks policy for this actor on this object."""
    set_rules(stage.consultation, uses_classifier=not on)
    by = getattr(cast, role)
    with pytest.raises(NotFound):
        switch(stage, by, on=on)
    address = f"/en/moderation/{stage.consultation.pk}/classifier/"
    browser = as_user(by)
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"switch": "on" if on else "off"}).status_code == 404
    assert stage.consultation.uses_classifier is not on


def test_without_a_lesson_it_cannot_be_switched_on(stage, cast):
    with pytest.raises(refusals.NothingLearned):
        switch(stage, cast.moderator_gov)
    learn(stage, "some.other.Classifier")  # whose data this one could not read
    with pytest.raises(refusals.NothingLearned):
        switch(stage, cast.moderator_gov)
    assert not stage.consultation.uses_classifier


def test_without_its_packages_it_cannot_be_switched_on(stage, cast, settings, as_user):
    settings.SCREENING_CLASSIFIER = "consult.moderation.screening.absent.Classifier"
    learn(stage, settings.SCREENING_CLASSIFIER)
    answer = as_user(cast.moderator_gov).post(
        f"/en/moderation/{stage.consultation.pk}/classifier/", {"switch": "on"}
    )
    assert answer.status_code == 409
    assert "requirements/classifier.txt" in answer.content.decode()
    assert not stage.consultation.uses_classifier


def test_without_its_packages_the_site_runs(stage):
    """Posting, and the whole of moderation, import nothing of the extra."""
    script = (
        "import sys; sys.modules['sklearn'] = sys.modules['numpy'] = None;"
        "import django; django.setup();"
        "import cms.urls, consult.moderation.services;"
        "from consult.moderation.screening.classifier import chosen;"
        "from consult.moderation.refusals import ClassifierMissing\n"
        "try: chosen()\nexcept ClassifierMissing: print('missing')"
    )
    ran = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.stdout == "missing\n", ran.stderr


def test_a_broken_classifier_keeps_nobody_from_speaking(stage, cast, settings, caplog):
    settings.SCREENING_CLASSIFIER = BROKEN
    learn(stage, BROKEN)
    switch(stage, cast.moderator_gov)
    assert isinstance(send(stage, cast.citizen, "Quel tocard !"), Comment)
    assert "The classifier failed" in caplog.text
    assert "tocard" not in caplog.text
    assert not HeldText.objects.exists()


def test_the_page_says_what_it_learned_and_switches(stage, cast, parrot, as_user):
    browser = as_user(cast.moderator_gov)
    address = f"/en/moderation/{stage.consultation.pk}/classifier/"
    page = browser.get(address).content.decode()
    assert "It is off" in page
    assert "75" in page
    answer = browser.post(address, {"switch": "on"}, follow=True)
    assert "It is on" in answer.content.decode()
    assert stage.consultation.uses_classifier
    assert browser.post(address, {"switch": "perhaps"}).status_code == 404
    assert browser.post(address, {}).status_code == 404
    browser.get(f"{address}?switch=off")
    assert stage.consultation.uses_classifier


def test_once_learned_posting_takes_no_query_more(stage, cast, parrot, django_assert_num_queries):
    key = stage.consultation.pk
    with django_assert_num_queries(1):
        assert resembles_hidden("Quel tocard !", key)
        assert not resembles_hidden("Quel mois ?", key)


@pytest.mark.parametrize("path", ["Classifier", "a b.C", "consult..C", "a.1", "a/b.C"])
def test_a_path_that_is_none_stops_the_start(monkeypatch, path):
    monkeypatch.setenv("SCREENING_CLASSIFIER", path)
    with pytest.raises(ImproperlyConfigured, match="SCREENING_CLASSIFIER"):
        env.dotted("SCREENING_CLASSIFIER", "a.B")

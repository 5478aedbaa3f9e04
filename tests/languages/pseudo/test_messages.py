"""In a language that is only a catalogue: mail, live frames, refusals, errors, scripts."""

import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import translation

from cms import errors
from cms.settings.env import REPOSITORY
from consult.core.errors import Refused
from consult.live.models import Event, Stream
from consult.live.reading import tell
from tests.languages.pseudo.letters import BEGIN, entries
from tests.languages.pseudo.visible import texts_of, untranslated
from tests.languages.pseudo.walk import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PLACES = re.compile(r"%\(\w+\)s")
SCRIPTS = REPOSITORY / "cms" / "theme" / "static"


def test_every_mail_about_what_happened(stage, outbox):
    walk = Walk()
    assert len(outbox) > 10
    for message in outbox:
        walk.hear(message.subject, [("subject", message.subject), ("body", message.body)])
    walk.end(least=20)


def test_every_mail_about_accounts(stage, cast):
    """Confirm an address, reset a password, know that it was changed, sign up twice."""
    walk, known = Walk(), cast.citizen.email
    password = "Longue phrase de passe 26"
    signup = {
        "email": "neuve@example.org",
        "password1": password,
        "public_name": "Neuve",
        "language": "fr",
    }
    signup |= {"affiliation": "citizen", "terms": "on"}
    for form in (signup, signup | {"email": known}):
        walk.see("sign up", Client().post("/fr/account/signup/", form, follow=True))
    walk.see("reset", Client().post("/fr/account/password/reset/", {"email": known}, follow=True))
    walk.see(
        "reset", Client().post("/fr/account/password/reset/", {"email": "x@y.org"}, follow=True)
    )
    own = Client()
    own.force_login(cast.citizen)
    walk.see(
        "address",
        own.post("/fr/account/email/", {"email": "a@example.org", "action_add": ""}, follow=True),
    )
    assert len(mail.outbox) >= 4
    walk.content.read_database()  # the new account too
    for message in mail.outbox:
        walk.hear(message.subject, [("subject", message.subject), ("body", message.body)])
    walk.end(least=50)


def test_every_frame_of_every_stream(stage):
    walk, kinds = Walk(), set()
    for stream in Stream.objects.all():
        events = list(Event.objects.filter(stream=stream).order_by("number"))
        for _number, told in tell(events, ["fr"]):
            for frame in told.values():
                kinds.add(json.loads(frame)["type"])
                walk.hear("frame", texts_of(frame, "json"))
    assert len(kinds) > 8
    walk.end(least=100)


# Refusals and errors


def every(kind: type[Refused]) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


def test_every_refusal_has_its_sentence_from_the_catalogue(pseudo):
    walk, anything = Walk(), {"count": 2}
    with translation.override("fr"):
        for kind in every(Refused):
            if not kind.__module__.startswith(("consult.", "cms.")):
                continue
            said = str(kind.sentence % _Anything(anything))
            walk.hear(kind.__name__, [("sentence", said)])
            assert BEGIN in said, kind
    walk.end(least=80)


class _Anything(dict):
    """Fills every place of a sentence with a number."""

    def __missing__(self, name: str) -> int:
        return 2


def test_every_choice_and_name_of_a_model_that_forms_show(pseudo):
    walk = Walk()
    with translation.override("fr"):
        for model in apps.get_models():
            if not model.__module__.startswith(("cms.", "consult.")):
                continue
            for field in model._meta.concrete_fields:
                labels = [str(label) for code, label in field.flatchoices if code != label]
                texts = [*labels, str(field.help_text)]
                walk.hear(f"{model.__name__}.{field.name}", [("choice", one) for one in texts])
    walk.end(least=50)


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_every_error(stage, cast, settings, htmx):
    """403, 404, 405, 429, 500, and a safety token that is missing."""
    walk = Walk()
    walk.content.add(["Encore.", "Mes mots."])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.citizen)
    threads = f"/fr/drafts/{stage.draft.pk}/threads/"
    settings.PACE = dict.fromkeys(settings.PACE, (1, 3600))
    said = {"body": "Encore.", "section": stage.text.key}
    hasty = Client()
    hasty.force_login(cast.neighbour)
    hasty.post(threads, said, headers=htmx)
    answers = {
        "csrf": strict.post(threads, {"body": "Mes mots."}, headers=htmx),
        "403": hasty.get(f"/fr/drafting/{stage.draft.pk}/", headers=htmx),
        "404": hasty.get("/fr/nulle-part/", headers=htmx),
        "405": hasty.put(threads, headers=htmx),
        "429": hasty.post(threads, said, headers=htmx),
    }
    assert answers["csrf"].status_code == 403
    assert answers["404"].status_code == 404
    assert answers["429"].status_code == 429
    with translation.override("fr"):
        request = RequestFactory().get("/fr/")
        answers["500"] = errors.server_error(request)
    for name, answer in answers.items():
        walk.see(name, answer)
    walk.end(least=30)


# Scripts


def test_the_catalogue_of_the_scripts_is_whole(pseudo):
    told = json.loads(
        re.search(
            r"const newcatalog = (\{.*?\});", Client().get("/fr/jsi18n/").content.decode(), re.S
        )[1]
    )
    assert len(told) > 20
    for text in told.values():
        for form in [text] if isinstance(text, str) else text:
            assert BEGIN in form


def test_the_walk_would_see_a_string_that_no_catalogue_holds(stage):
    """As a template, an attribute, a script's answer and a mail would show it."""
    walk = Walk()
    page = '<p title="Vote now">Ŝåvë</p><p>Write a word</p><input type="submit" value="Send it">'
    texts = [*texts_of(page, "text/html"), *texts_of('{"detail": "Try again"}', "json")]
    left = {text for _where, text in texts if untranslated(text, walk.content, walk.names)}
    assert left == {"Vote now", "Write a word", "Send it", "Try again"}


OF_BROWSERS = {
    *("Escape", "Enter", "Tab", "Home", "End", "Content-Type"),
}
"""Names of keys and headers."""
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
SENTENCE = re.compile(r"^[A-Z][a-z]+(?: |$)|^[a-z]+(?: [a-z]+){2,}")
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.S | re.M)


def test_no_script_says_anything_that_is_in_no_catalogue():
    """Every literal that reads like words is a string of the scripts' catalogue."""
    known = {form for one in entries("djangojs") for form in (one.msgid, one.msgid_plural)}
    found, read = set(), 0
    for script in sorted(SCRIPTS.rglob("*.js")):
        source = COMMENTS.sub("", script.read_text())
        for match in LITERAL.finditer(source):
            text = next(one for one in match.groups() if one is not None)
            read += 1
            if SENTENCE.match(text) and text not in known | OF_BROWSERS:
                found.add((script.name, text))
    assert not found
    assert read > 300

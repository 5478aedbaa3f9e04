"""A language that nobody foresaw: a catalogue in a folder of one's own, and two settings."""

import json
import sys

import polib
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from tests.languages.pseudo.letters import strange, write_catalogues
from tests.settings.start import read, start

TELL = """
import json, django
django.setup()
from django.test import Client, RequestFactory
from django.utils import translation
from cms.errors import server_error
from consult.api.languages import Language
from consult.people.forms import AdminUserCreationForm
words = Client(HTTP_HOST="127.0.0.1").get("/eo/jsi18n/")
translation.activate("eo")
print(json.dumps({
    "words": words.content.decode(),
    "page": server_error(RequestFactory().get("/eo/")).content.decode(),
    "api": [one.value for one in Language],
    "choices": list(map(list, AdminUserCreationForm.base_fields["language"].choices)),
}))
"""


@pytest.fixture
def folder(tmp_path):
    write_catalogues(tmp_path / "words", "eo")
    return tmp_path / "words"


def test_it_is_there_by_the_folder_and_the_setting(tmp_path, folder):
    environment = {"EXTRA_LOCALE_PATHS": str(folder), "LANGUAGES": "fr,en,eo"}
    settings = read(tmp_path, environment)
    assert settings.LANGUAGES == [("fr", "Français"), ("en", "English"), ("eo", "Esperanto")]
    assert settings.LOCALE_PATHS[0] == folder
    assert settings.WAGTAIL_CONTENT_LANGUAGES == settings.LANGUAGES


def test_the_site_starts_in_it(tmp_path, folder):
    """In a process of its own: also what is worked out at the start knows the language."""
    environment = {
        "EXTRA_LOCALE_PATHS": str(folder),
        "LANGUAGES": "fr,en,eo",
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
    }
    answer = start(tmp_path, environment, sys.executable, "-c", TELL)
    told = json.loads(answer.stdout.splitlines()[-1]) if answer.returncode == 0 else {}
    assert told, answer.stderr
    assert told["api"] == ["fr", "en", "eo"]
    assert ["eo", "Esperanto"] in told["choices"]
    assert 'lang="eo"' in told["page"]
    assert strange("Go to the home page") in told["page"]
    assert "\\u27e6" in told["words"]


@pytest.mark.parametrize("code", ["tlh", "xx", "../fr", "eo"])
def test_a_language_without_a_catalogue_is_refused_by_name(tmp_path, code):
    with pytest.raises(ImproperlyConfigured, match=r"docs/languages\.md") as refused:
        read(tmp_path, {"LANGUAGES": f"fr,{code}"})
    assert repr(code) in str(refused.value)
    assert "speaks en, " in str(refused.value)


def test_a_language_that_django_does_not_know_is_refused(tmp_path):
    write_catalogues(tmp_path / "words", "tlh")
    environment = {"EXTRA_LOCALE_PATHS": str(tmp_path / "words"), "LANGUAGES": "fr,tlh"}
    with pytest.raises(ImproperlyConfigured, match="Django does not know"):
        read(tmp_path, environment)


@pytest.mark.parametrize(("folder_name", "code"), [("pt_BR", "pt-br"), ("zh_Hans", "zh-hans")])
def test_a_variant_is_named_as_django_names_it(tmp_path, folder_name, code):
    write_catalogues(tmp_path / "words", folder_name)
    environment = {"EXTRA_LOCALE_PATHS": str(tmp_path / "words"), "LANGUAGES": f"fr,{code}"}
    assert code in dict(read(tmp_path, environment).LANGUAGES)


# Other words than ours


def test_words_of_ones_own_come_before_ours(tmp_path, db):
    """Only what they change; the rest stays as it was."""
    words = tmp_path / "words" / "fr" / "LC_MESSAGES"
    words.mkdir(parents=True)
    say(words / "django", "Sign in", "Identifiez-vous ici")
    settings = read(tmp_path, {"EXTRA_LOCALE_PATHS": str(tmp_path / "words")})
    before = Client().get("/fr/account/login/").content.decode()
    with override_settings(LOCALE_PATHS=settings.LOCALE_PATHS):
        page = Client().get("/fr/account/login/").content.decode()
    assert "Identifiez-vous ici" in page
    assert "Identifiez-vous ici" not in before
    assert "Adresse électronique" in page or "e-mail" in page.lower()


def say(path, msgid, msgstr):
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    made.save_as_mofile(f"{path}.mo")


@pytest.mark.parametrize("names", ["nowhere", "empty"])
def test_a_folder_without_compiled_words_stops_the_start(tmp_path, names):
    (tmp_path / "empty" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "empty" / "fr" / "LC_MESSAGES" / "django.po").touch()
    with pytest.raises(ImproperlyConfigured, match=r"^EXTRA_LOCALE_PATHS .+$") as refused:
        read(tmp_path, {"EXTRA_LOCALE_PATHS": str(tmp_path / names)})
    assert len(str(refused.value).splitlines()) == 1

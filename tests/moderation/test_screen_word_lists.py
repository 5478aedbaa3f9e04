"""The site's lists of words in Wagtail's admin."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.cache import cache

from consult.moderation.models import WordList
from consult.moderation.services.word_lists import KEY, listed_words
from consult.threads.models import Comment, HeldText
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/word-lists/"
VERBS = ("add", "change", "delete")


@pytest.fixture(autouse=True)
def fresh_lists():
    cache.delete(KEY)
    yield
    cache.delete(KEY)


@pytest.fixture
def keeper(stage):
    """Somebody who may edit lists, and nothing else."""
    user = make_user("Lise")
    names = ["access_admin", *(f"{verb}_wordlist" for verb in VERBS)]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_a_list_holds_from_its_saving_on_until_it_goes(stage, cast, keeper, as_user, post):
    browser = as_user(keeper)
    assert post("Quel tocard.")  # the empty lists are in the cache now

    answer = browser.post(f"{LIST}new/", {"language": "fr", "words": "Tocard\n\n  sale type \n"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert post("Quel t\u043ecard !") is None
    assert post("Un SALE  type.") is None
    assert HeldText.objects.count() == 2

    one = WordList.objects.get()
    browser.post(f"{LIST}edit/{one.pk}/", {"language": "fr", "words": "autre"})
    assert post("Quel tocard, encore.")
    assert post("Un autre.") is None

    browser.post(f"{LIST}delete/{one.pk}/")
    assert not WordList.objects.exists()
    assert post("Encore un autre.")
    assert Comment.objects.count() == 3


def test_a_list_is_looked_for_whatever_language_is_spoken(stage, cast, post):
    WordList.objects.create(language="en", words="moron")
    assert post("Quel moron.") is None


def test_there_is_a_list_for_each_language_of_the_site(stage, keeper, as_user):
    browser = as_user(keeper)
    form = browser.get(f"{LIST}new/").context["form"]
    assert list(form.fields["language"].choices) == settings.LANGUAGES
    for language in ("xx", "", "fr\x00"):
        answer = browser.post(f"{LIST}new/", {"language": language, "words": "a"})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    browser.post(f"{LIST}new/", {"language": "fr", "words": "a"})
    again = browser.post(f"{LIST}new/", {"language": "fr", "words": "b"})
    assert again.context["form"].errors
    assert WordList.objects.get().words == "a"


def test_listed_words_are_text_in_the_admin(stage, keeper, as_user):
    """CVE-2026-28223: a page title as script in an admin message."""
    one = WordList.objects.create(language="fr", words="</textarea><script>alert(1)</script>")
    page = as_user(keeper).get(f"{LIST}edit/{one.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("role", ["citizen", "drafter_gov", "moderator_gov", "publisher"])
@pytest.mark.parametrize("page", ["", "new/", "edit/{}/", "delete/{}/"])
def test_roles_here_give_no_right_to_edit_lists(stage, cast, as_user, role, page):
    """CVE-2026-45086: participants opened an admin editor by its address."""
    one = WordList.objects.create(language="fr", words="tocard")
    browser = as_user(getattr(cast, role))
    address = f"{LIST}{page.format(one.pk)}"
    for answer in (browser.get(address), browser.post(address, {"language": "en", "words": ""})):
        # The sign-in, or for members who work in the admin its first page with a refusal
        assert answer.status_code == 302
        assert answer["Location"] == "/admin/" or (
            answer["Location"].startswith("/admin/login/?next=")
        )
    assert WordList.objects.get().words == "tocard"


def test_an_editor_of_pages_edits_no_lists(stage, as_user):
    editor = make_user("Édith")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    one = WordList.objects.create(language="fr", words="tocard")
    for page in ("", "new/", f"edit/{one.pk}/", f"delete/{one.pk}/"):
        answer = as_user(editor).get(f"{LIST}{page}")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert "word-lists" not in as_user(editor).get("/admin/").content.decode()


def test_lists_are_read_from_the_database_once(stage, django_assert_num_queries):
    WordList.objects.create(language="fr", words="a\r\nb")
    with django_assert_num_queries(1):
        assert listed_words() == ("a", "b")
        assert listed_words() == ("a", "b")

"""What a page asks for besides itself: little, under names that are there, and for the public joined."""

import json
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from cms.settings.env import REPOSITORY
from cms.theme.storage import join
from tests.settings.start import PRODUCTION, PUBLIC, start

THEME = REPOSITORY / "cms/theme/static/theme"
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](.+?)["']""")
IMPORTED_LATER = re.compile(r"""\bimport\(["'](.+?)["']\)""")
MOST_REQUESTS = 20


# As a browser comes upon it


def order():
    """Return the names of the stylesheets in their order."""
    return re.findall(r'@import url\("(.+)"\)', (THEME / "site.css").read_text())


def assets_of(answer):
    """Return the addresses of what a page asks for: stylesheets, the icon and scripts."""
    soup = BeautifulSoup(answer.content, "html.parser")
    links = [one["href"] for one in soup.select("link[rel=stylesheet], link[rel=icon]")]
    return links + [one["src"] for one in soup.select("script[src]")]


def with_imports(name, known=()):
    """Return a module and all that it cannot begin without."""
    known = {*known, name}
    for other in IMPORTED.findall((THEME / name).read_text()):
        if Path(other).name not in known:
            known = with_imports(Path(other).name, known)
    return known


@pytest.mark.django_db
def test_a_page_links_every_stylesheet_in_its_order_and_only_what_is_there(stage, cast, as_user):
    for reader in (None, cast.citizen):
        for address in ("/fr/", stage.page.url, f"{stage.page.url}?section={stage.text.key}"):
            assets = assets_of(as_user(reader).get(address))
            sheets = [one for one in assets if one.endswith(".css")]
            assert sheets == [f"/static/theme/{one}" for one in order()]
            files = [one for one in assets if one.startswith("/static/")]
            assert len(assets) - len(files) <= 1  # the catalogue of translations
            for one in files:
                assert finders.find(one.removeprefix("/static/")), one


@pytest.mark.django_db
def test_a_first_view_of_a_draft_asks_fewer_than_twenty_times(stage, as_user):
    for address in (stage.page.url, f"{stage.page.url}?section={stage.text.key}"):
        assets = [one for one in assets_of(as_user().get(address)) if not one.endswith(".css")]
        modules = [Path(one).name for one in assets if re.match("/static/theme/.*js$", one)]
        asked = {
            *assets,
            *(f"/static/theme/{one}" for name in modules for one in with_imports(name)),
        }
        assert len(asked) > len(assets)
        page_and_stream_and_stylesheet = 3
        assert len(asked) + page_and_stream_and_stylesheet < MOST_REQUESTS, sorted(asked)


# As the public is served


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder of static files, collected as docs/running.md says."""
    folder = tmp_path_factory.mktemp("public")
    command = (sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    done = start(folder, {**PUBLIC, "DJANGO_SETTINGS_MODULE": PRODUCTION}, *command)
    assert done.returncode == 0, done.stderr
    return folder / "static"


@pytest.fixture(scope="module")
def names(published):
    """The names under which files are published, by those that they have here."""
    return json.loads((published / "staticfiles.json").read_text())["paths"]


def test_the_public_stylesheet_is_every_stylesheet_in_its_order(published, names):
    joined = (published / names["theme/site.css"]).read_text()
    assert sorted(order()) == sorted(
        one.name for one in THEME.glob("*.css") if one.name != "site.css"
    )
    assert order()[0] == "tokens.css"  # which orders the layers
    rest = joined
    for name in order():
        _before, found, rest = rest.partition((THEME / name).read_text())
        assert found, f"{name} is missing, or stands before what should come first"
    assert not rest.strip()
    assert "@import" not in joined
    assert (published / f"{names['theme/site.css']}.gz").exists()


@pytest.mark.django_db
def test_a_public_page_links_one_stylesheet(stage, as_user, settings, published, names):
    settings.STATIC_ROOT = published
    public = {"BACKEND": "cms.theme.storage.PublishedFiles"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": public}
    assets = assets_of(as_user().get(stage.page.url))
    sheets = [one for one in assets if one.endswith(".css")]
    assert sheets == [f"/static/{names['theme/site.css']}"]
    for one in assets:
        if one.startswith("/static/"):
            assert one.removeprefix("/static/") in names.values()


def test_public_modules_import_each_other_by_names_that_change(published, names):
    """Under a name that stays, a browser may have an old part of a page whose rest is new."""
    modules = [one for one in names if re.match(r"theme/.*\.js$", one)]
    assert "theme/live.js" in modules
    for module in modules:
        here, public = (THEME.parent / module).read_text(), (published / names[module]).read_text()
        for pattern in (IMPORTED, IMPORTED_LATER):
            expected = [names[f"theme/{Path(one).name}"] for one in pattern.findall(here)]
            found = [f"theme/{Path(one).name}" for one in pattern.findall(public)]
            assert found == expected, module
            assert all((published / one).exists() for one in found)


def test_what_is_imported_later_is_imported_by_somebody():
    """A module that nobody asks for would be forgotten without a word."""
    entries = (
        *("live.js", "memory.js", "languages.js"),
        *("queue.js", "desk.js", "passkeys.js", "notices.js"),
    )
    reached = set().union(*map(with_imports, entries))
    later = {
        Path(one).name
        for module in reached
        for one in IMPORTED_LATER.findall((THEME / module).read_text())
    }
    assert {one.name for one in THEME.glob("*.js")} == reached | later
    assert not reached & later


@pytest.mark.parametrize("line", ["@import 'a.css';", '@import url("a.css") print;'])
def test_an_import_that_cannot_be_joined_stops_the_publication(line):
    sources = InMemoryStorage()
    sources.save("theme/site.css", ContentFile(f'{line}\n@import url("b.css");\n'))
    sources.save("theme/b.css", ContentFile("p { margin: 0; }\n"))
    with pytest.raises(ValueError, match="could not be joined"):
        join({name: (sources, name) for name in ("theme/site.css", "theme/b.css")})

"""Before a new version is published the editor sees what becomes of each quote, and agrees to it."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import URLPattern
from wagtail.admin import urls as admin_urls
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import StringTranslation, Translation

from consult.drafts.models import DraftPage, Version
from consult.threads.models import Comment
from consult.threads.places import Place
from consult.threads.quotes import Quote
from tests.factories.pages import let_edit, synchronise
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db

WORDS = "elles restent dispersées"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def quote(stage, post):
    def make(exact=WORDS, **details):
        place = Place(stage.draft.pk, stage.text.key, Quote(exact))
        return post(place=place, **details)

    return make


@pytest.fixture
def editor(stage, cast):
    """Somebody who may write and publish the draft."""
    return let_edit(cast.drafter_civ, stage.consultation_page)


@pytest.fixture
def writer(stage, cast):
    """Somebody who may write the draft and not publish it."""
    user = let_edit(make_user("Plume"), stage.page)
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").delete()
    return user


def save(page, html, *, by=None):
    """Save the draft with other words in its text section, as the editor's button does."""
    page = DraftPage.objects.get(pk=page.pk)
    page.sections = [
        {**one, "value": html} if one["type"] == "text" else dict(one)
        for one in page.sections.raw_data
    ]
    page.save_revision(user=by)
    return page


def without_text(page):
    page = DraftPage.objects.get(pk=page.pk)
    page.sections = [dict(one) for one in page.sections.raw_data if one["type"] != "text"]
    page.save_revision()
    return page


def address(page, *, asks=False):
    return f"/admin/drafts/{page.pk}/quotes/{'?publish=1' if asks else ''}"


def see(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def counts(soup):
    return {one["data-fate"]: int(one.get_text()) for one in soup.select("[data-fate]")}


def rows(soup):
    """What becomes of each quote by the lines of the table, by comment."""
    return {one["data-quote"]: one["data-becomes"] for one in soup.select("tr[data-quote]")}


def fields_of(soup, action):
    """What the form sends that goes to an address."""
    form = soup.select_one(f'form[action="{action}"]')
    return {one["name"]: one["value"] for one in form.select("input[type=hidden]")}


def numbers(page):
    versions = Version.objects.filter(
        draft=page.translation_key, language=page.locale.language_code
    )
    return list(versions.order_by("number").values_list("number", flat=True))


def edit_form(browser, page):
    """What the editor's form sends for a page that was just opened, without the button."""
    soup = see(browser, f"/admin/pages/{page.pk}/edit/")
    form = soup.select_one("#page-edit-form")
    sent = {
        one["name"]: one.get("value", "")
        for one in form.select("input[name]")
        if one.get("type") not in ("checkbox", "radio", "submit")
    }
    sent.update({one["name"]: one.get_text() for one in form.select("textarea[name]")})
    raw = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object().sections.raw_data
    sent["sections-count"] = "1"
    heading = raw[0]
    sent |= {
        "sections-0-deleted": "",
        "sections-0-order": "0",
        "sections-0-type": "heading",
        "sections-0-id": heading["id"],
        "sections-0-value-level": "2",
        "sections-0-value-text": "Ouvrir toutes les données",
        "introduction": "null",
    }
    return sent


# What is seen


def test_the_editor_sees_what_becomes_of_each_quote(stage, quote, editor, as_user):
    changed, gone = quote(), quote("mais")
    moved, kept = quote("données"), quote("Les")
    page = save(stage.page, "<p>Les toutes données existent, elles restent introuvables.</p>")
    soup = see(as_user(editor), address(page))

    assert counts(soup) == {"kept": 0, "moved": 2, "changed": 1, "gone": 1}
    said = rows(soup)
    assert list(said)[:2] == [str(gone.pk), str(changed.pk)]
    assert {said[str(moved.pk)], said[str(kept.pk)]} == {"moved"}
    assert WORDS in soup.get_text()
    assert "Maïa L." in soup.get_text()
    assert soup.select_one(f'a[href="/c/{changed.pk}"]')


def test_what_is_seen_is_what_happens(stage, quote, editor, as_user):
    for exact in (WORDS, "mais", "données existent", "Les"):
        quote(exact)
    page = save(stage.page, "<p>Toutes les données existent, elles restent introuvables.</p>")
    said = rows(see(as_user(editor), address(page)))

    page.get_latest_revision().publish()

    assert said == {str(one.pk): one.quote_state for one in Comment.objects.all()}


def test_looking_changes_nothing(stage, quote, editor, as_user):
    comment = quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    see(as_user(editor), address(page))
    comment.refresh_from_db()
    assert (comment.quote_state, numbers(page)) == ("kept", [1])


def test_the_latest_saved_text_counts_and_not_the_published_one(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    assert counts(see(browser, address(stage.page)))["kept"] == 1
    save(stage.page, "<p>Tout sera publié.</p>")
    assert counts(see(browser, address(stage.page)))["gone"] == 1


def test_each_line_leads_to_its_section_in_the_editor(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    link = f"/admin/pages/{page.pk}/edit/#:w:contentpath=sections.{stage.text.key}"
    assert see(as_user(editor), address(page)).select_one(f'a[href="{link}"]')


def test_the_section_that_was_taken_out_is_named_and_leads_nowhere(stage, quote, editor, as_user):
    quote("données")
    page = without_text(stage.page)
    row = see(as_user(editor), address(page)).select_one("tr[data-quote]")
    assert "Les données existent" in row.get_text()
    assert not row.select('a[href*="contentpath"]')


def test_a_page_that_was_never_published_has_no_quotes(stage, editor, as_user):
    page = stage.consultation_page.add_child(
        instance=DraftPage(title="Brouillon", slug="brouillon", live=False)
    )
    page.save_revision()
    soup = see(as_user(editor), address(page))
    assert counts(soup) == {"kept": 0, "moved": 0, "changed": 0, "gone": 0}
    assert not soup.select("tr[data-quote]")


def test_the_editor_leads_there(stage, editor, writer, as_user):
    for user in (editor, writer):
        soup = see(as_user(user), f"/admin/pages/{stage.page.pk}/edit/")
        assert soup.select_one(f'a[href="{address(stage.page)}"]')


def test_other_kinds_of_pages_have_no_such_link(stage, editor, as_user):
    soup = see(as_user(editor), f"/admin/pages/{stage.consultation_page.pk}/edit/")
    assert not soup.select('a[href*="/quotes/"]')


def test_the_list_of_many_quotes_is_read_page_by_page_in_few_queries(
    stage, post, editor, as_user, django_assert_max_num_queries
):
    place = Place(stage.draft.pk, stage.text.key, Quote(WORDS))
    made = {str(post(place=place).pk) for _number in range(55)}
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    first = rows(see(browser, address(page)))
    with django_assert_max_num_queries(40):
        second = rows(see(browser, f"{address(page)}?p=2"))
    assert (len(first), len(second)) == (50, 5)
    assert {*first, *second} == made


# Who may see it


def test_only_those_who_may_edit_the_page_see_its_quotes(stage, cast, editor, as_user):
    """CVE-2026-45086: participants opened an admin editor by its address."""
    insider = make_user("Dedans")
    insider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    elsewhere = let_edit(make_user("Voisine"), stage.other_page.get_parent())
    seen, done = address(stage.page), f"{address(stage.page)}publish/"
    for browser in (as_user(insider), as_user(elsewhere)):
        for answer in (browser.get(seen), browser.post(done)):
            assert (answer.status_code, answer["Location"]) == (302, "/admin/")
        ajax = {"X-Requested-With": "XMLHttpRequest"}
        assert browser.get(seen, headers=ajax).status_code == 403
        assert browser.post(done, headers=ajax).status_code == 403
    for reader in (cast.citizen, cast.moderator_gov, cast.publisher, None):
        for answer in (as_user(reader).get(seen), as_user(reader).post(done)):
            assert answer.status_code in (302, 403)
            assert "/login/" in answer.get("Location", "/login/")
    assert as_user(editor).get(seen).status_code == 200
    assert numbers(stage.page) == [1]


def test_no_other_admin_address_of_drafts_exists():
    """A new one must come with a test of who may open it."""
    found = {
        one.name
        for one in admin_urls.urlpatterns
        if isinstance(one, URLPattern) and str(one.pattern).startswith("drafts/")
    }
    assert found == {"threads_quotes", "threads_publish"}


def test_an_address_of_another_kind_of_page_leads_nowhere(stage, cast, as_user):
    browser = as_user(cast.admin)
    for number in (stage.consultation_page.pk, 999_999):
        answer = browser.get(f"/admin/drafts/{number}/quotes/", follow=True)
        assert answer.status_code == 404


def test_who_may_not_publish_sees_the_quotes_and_no_button(stage, quote, writer, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(writer)
    soup = see(browser, address(page, asks=True))
    assert counts(soup)["gone"] == 1
    assert not soup.select(f'form[action="{address(page)}publish/"]')
    answer = browser.post(f"{address(page)}publish/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert numbers(page) == [1]


def test_hidden_words_stay_hidden_from_editors_and_not_from_moderators(
    stage, cast, quote, hide, editor, as_user
):
    hide(quote())
    page = save(stage.page, "<p>Tout sera publié.</p>")
    soup = see(as_user(editor), address(page))
    assert counts(soup)["gone"] == 1
    assert WORDS not in soup.get_text()
    assert "Maïa" not in soup.get_text()
    moderator = let_edit(cast.moderator_gov, stage.page)
    assert WORDS in see(as_user(moderator), address(page)).get_text()


def test_titles_names_and_quoted_words_are_text_and_never_markup(
    stage, cast, post, editor, as_user
):
    """CVE-2026-28223: a page title as script in an admin message."""
    page = DraftPage.objects.get(pk=stage.page.pk)
    page.title = HOSTILE
    page.sections = [
        {**one, "value": "<p>Dire &lt;script&gt;alert(1)&lt;/script&gt; ici</p>"}
        if one["type"] == "text"
        else dict(one)
        for one in page.sections.raw_data
    ]
    page.save_revision().publish()
    cast.citizen.public_name = HOSTILE
    cast.citizen.save(update_fields=["public_name"])
    post(place=Place(stage.draft.pk, stage.text.key, Quote(HOSTILE)))
    page = save(page, "<p>Rien.</p>")
    browser = as_user(editor)

    for url in (address(page), address(page, asks=True), publish_many(browser, [page])[1]):
        html = url if "<html" in url else browser.get(url).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;alert(1)" in html

    done = confirm(browser, page)
    assert HOSTILE not in browser.get(done["Location"]).content.decode()
    assert numbers(page)[-1] == 3


# Publishing from the editor


def confirm(browser, page, **changed):
    """Press “Publish all the same” on the page that asks."""
    action = f"{address(page)}publish/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    return browser.post(action, {**sent, **changed})


def test_publishing_asks_first_where_quotes_are_lost_and_loses_nothing_typed(
    stage, quote, editor, as_user
):
    comment = quote()
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "title": "Un autre titre", "action-publish": "1"}

    answer = browser.post(f"/admin/pages/{page.pk}/edit/", sent)

    assert (answer.status_code, answer["Location"]) == (302, address(page, asks=True))
    assert numbers(page) == [1]
    soup = see(browser, answer["Location"])
    assert rows(soup) == {str(comment.pk): "gone"}
    assert soup.select_one('[role=status][data-lost="1"]')
    saved = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert saved.title == "Un autre titre"
    assert saved.sections[0].value["text"] == "Ouvrir toutes les données"
    assert len(saved.sections) == 1
    back = soup.select_one(f'form[action="{address(page)}publish/"] a')["href"]
    assert see(browser, back).select_one("[name=title]")["value"] == "Un autre titre"


def test_agreeing_publishes_what_was_saved(stage, quote, editor, as_user):
    comment = quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>", by=editor)

    answer = confirm(browser, page)

    assert answer["Location"] == f"/admin/pages/{stage.consultation_page.pk}/"
    version = Version.objects.get(draft=stage.draft, language="fr", number=2)
    assert version.published_by == editor
    assert version.sections.filter(text__contains="Tout sera publié").exists()
    comment.refresh_from_db()
    assert comment.quote_state == "gone"
    assert see(browser, answer["Location"]).select(".messages .success")


def test_the_way_back_is_kept(stage, quote, editor, as_user):
    quote()
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "action-publish": "1", "next": "/admin/reports/locked/"}
    asked = browser.post(f"/admin/pages/{page.pk}/edit/", sent)["Location"]
    action = f"{address(page)}publish/"
    done = browser.post(action, fields_of(see(browser, asked), action))
    assert done["Location"] == "/admin/reports/locked/"


def test_the_way_back_leads_to_no_other_site(stage, quote, editor, as_user):
    """CVE-2023-32693: no open redirect."""
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    html = browser.get(f"{address(page, asks=True)}&next=https://elsewhere.test/").content.decode()
    assert "elsewhere.test" not in html
    answer = confirm(browser, page, next="https://elsewhere.test/")
    assert answer["Location"].startswith("/admin/")


def test_publishing_goes_on_at_once_where_no_quote_is_lost(stage, quote, editor, as_user):
    browser, page = as_user(editor), stage.page
    sent = {**edit_form(browser, page), "action-publish": "1"}
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert answer["Location"] == f"/admin/pages/{stage.consultation_page.pk}/"
    assert numbers(page) == [1, 2]


def test_quotes_that_were_lost_before_are_not_asked_about_again(stage, quote, editor, as_user):
    quote()
    save(stage.page, "<p>Tout sera publié.</p>").get_latest_revision().publish()
    browser, page = as_user(editor), stage.page
    soup = see(browser, address(page))
    assert counts(soup)["gone"] == 1
    sent = {**edit_form(browser, page), "action-publish": "1"}
    browser.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert numbers(page) == [1, 2, 3]


def test_saving_asks_nothing(stage, quote, editor, as_user):
    quote()
    browser, page = as_user(editor), stage.page
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", edit_form(browser, page))
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"


def test_creating_and_publishing_a_draft_asks_nothing(stage, cast, quote, as_user):
    quote()
    browser = as_user(cast.admin)
    url = f"/admin/pages/add/drafts/draftpage/{stage.consultation_page.pk}/"
    form = see(browser, url).select_one("#page-edit-form")
    sent = {
        one["name"]: one.get("value", "")
        for one in form.select("input[name]")
        if one.get("type") not in ("checkbox", "radio", "submit")
    }
    sent |= {
        "title": "Nouveau",
        "slug": "nouveau",
        "introduction": "null",
        "sections-count": "0",
        "action-publish": "1",
    }
    browser.post(url, sent)
    assert DraftPage.objects.get(slug="nouveau").live


# What has changed in between


def test_a_text_saved_since_is_not_published_unseen(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>")
    action = f"{address(page)}publish/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    save(stage.page, "<p>Rien ne sera publié.</p>")

    answer = browser.post(action, sent)

    assert (answer.status_code, answer["Location"]) == (302, address(page, asks=True))
    assert see(browser, answer["Location"]).select(".messages .warning")
    assert numbers(page) == [1]


def test_a_quote_posted_since_is_seen_before_it_is_lost(stage, quote, editor, as_user):
    quote()
    browser = as_user(editor)
    page = save(stage.page, "<p>Tout sera publié.</p>")
    action = f"{address(page)}publish/"
    sent = fields_of(see(browser, address(page, asks=True)), action)
    quote("données existent")
    assert browser.post(action, sent)["Location"] == address(page, asks=True)
    assert numbers(page) == [1]
    confirm(browser, page)
    assert numbers(page) == [1, 2]


def test_a_form_that_was_made_up_publishes_nothing(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    browser = as_user(editor)
    for sent in ({}, {"seen": "x"}, {"revision": "1", "seen": "\x00"}):
        assert browser.post(f"{address(page)}publish/", sent).status_code == 302
    assert numbers(page) == [1]
    assert browser.get(f"{address(page)}publish/").status_code == 405


def test_a_locked_page_is_not_published(stage, cast, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=cast.admin)
    answer = confirm(as_user(editor), page)
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert numbers(page) == [1]


# Translations


@pytest.fixture
def translated(stage, english_page, quote):
    """The English page, whose quoted words its next publication takes away."""
    quote(language="en")
    synchronise(stage.page)
    translation = Translation.objects.get(
        source__object_id=stage.draft.pk, target_locale=english_page.locale
    )
    translation.source.update_from_db()
    segment = next(
        one
        for one in translation.source.stringsegment_set.select_related("string", "context")
        if WORDS in one.string.data
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=english_page.locale,
        context=segment.context,
        data="Everything will be published.",
    )
    return english_page


def test_a_translated_page_shows_the_quotes_of_its_own_language(translated, quote, cast, as_user):
    quote()
    browser = as_user(cast.admin)
    soup = see(browser, address(translated))
    assert counts(soup) == {"kept": 0, "moved": 0, "changed": 0, "gone": 1}


def test_publishing_a_translation_asks_first(
    translated, cast, as_user, django_capture_on_commit_callbacks
):
    browser = as_user(cast.admin)
    editor, before = f"/admin/pages/{translated.pk}/edit/", numbers(translated)
    answer = browser.post(editor, {"action": "publish"})
    assert answer["Location"] == address(translated, asks=True)
    assert numbers(translated) == before

    sent = fields_of(see(browser, answer["Location"]), editor)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(editor, sent)["Location"] == editor

    assert len(numbers(translated)) == len(before) + 1
    assert Comment.objects.get(quote_state="gone").language == "en"


# Many at once, and by approval


def publish_many(browser, pages, **sent):
    """Publish pages that were chosen in a list; return the answer and what it shows."""
    chosen = "&".join(f"id={page.pk}" for page in pages)
    answer = browser.post(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&{chosen}", sent)
    return answer, answer.content.decode()


def test_publishing_many_pages_asks_first_and_then_publishes_all(stage, quote, cast, as_user):
    comment = quote()
    save(stage.page, "<p>Tout sera publié.</p>")
    save(stage.other_page, "<p>Ici aussi.</p>")
    browser, pages = as_user(cast.admin), [stage.page, stage.other_page]

    answer, html = publish_many(browser, pages)
    assert answer.status_code == 200
    soup = BeautifulSoup(html, "html.parser")
    assert rows(soup) == {str(comment.pk): "gone"}
    assert numbers(stage.page) == numbers(stage.other_page) == [1]

    form = next(one for one in soup.select("form") if one.select("[name=seen]"))
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert browser.post(form["action"], sent)["Location"] == "/admin/"
    assert numbers(stage.page) == numbers(stage.other_page) == [1, 2]


def test_publishing_many_pages_asks_nothing_where_no_quote_is_lost(stage, quote, cast, as_user):
    quote()
    answer, _html = publish_many(as_user(cast.admin), [stage.page, stage.consultation_page])
    assert answer["Location"] == "/admin/"
    assert numbers(stage.page) == [1, 2]


def test_drafts_that_are_published_with_the_page_above_them_are_asked_about(
    stage, quote, cast, as_user
):
    comment = quote()
    save(stage.page, "<p>Tout sera publié.</p>")
    DraftPage.objects.get(pk=stage.page.pk).unpublish()
    browser = as_user(cast.admin)
    _answer, html = publish_many(browser, [stage.consultation_page], include_descendants="on")
    soup = BeautifulSoup(html, "html.parser")
    assert rows(soup) == {str(comment.pk): "gone"}
    form = next(one for one in soup.select("form") if one.select("[name=seen]"))
    sent = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    assert sent["include_descendants"] == "on"
    browser.post(form["action"], sent)
    assert numbers(stage.page) == [1, 2]


@pytest.fixture
def in_review(stage, editor):
    """The draft, submitted to a workflow whose only task the editor's group approves."""
    workflow = Workflow.objects.create(name="Relecture")
    task = GroupApprovalTask.objects.create(name="Accord")
    task.groups.add(editor.groups.get())
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=stage.consultation_page)

    def submit(page):
        workflow.start(page, editor)
        return page

    return submit


def test_those_who_approve_are_told_of_quotes_in_time(stage, quote, editor, in_review, as_user):
    comment = quote()
    page = in_review(save(stage.page, "<p>Tout sera publié.</p>"))
    browser = as_user(editor)
    soup = see(browser, f"/admin/pages/{page.pk}/edit/")
    assert soup.select_one(f'.messages .warning a[href="{address(page)}"]')

    state = page.current_workflow_task_state
    browser.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    assert numbers(page) == [1, 2]
    comment.refresh_from_db()
    assert comment.quote_state == "gone"


def test_the_editor_of_a_page_in_no_workflow_is_not_warned(stage, quote, editor, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    soup = see(as_user(editor), f"/admin/pages/{page.pk}/edit/")
    assert not soup.select(f'.messages a[href="{address(page)}"]')

"""A quote follows its words from version to version: found again, or said to be changed or gone.

CONSUL 5529: comments drifted to other words when the text changed.
"""

import pytest

from consult.core.errors import Refused
from consult.drafts.models import DraftPage, Section, Version, VersionSection
from consult.drafts.services import take_version
from consult.threads import services
from consult.threads.models import Comment
from consult.threads.places import Place, Said
from consult.threads.quotes import Quote
from tests.drafts.versioning import rewrite
from tests.factories.pages import publish, synchronise
from tests.moderation.house import decide, set_rules

pytestmark = pytest.mark.django_db

WORDS = "elles restent dispersées"


@pytest.fixture
def quote(stage, post):
    """Post a comment that quotes words of the text section."""

    def make(exact=WORDS, prefix="", suffix="", **details):
        place = Place(stage.draft.pk, stage.text.key, Quote(exact, prefix, suffix))
        return post(place=place, **details)

    return make


@pytest.fixture
def say(stage):
    """Publish the draft with other words in its text section."""

    def change(html, page=None):
        def reworded(raw):
            return [
                {**one, "value": html} if one["id"] == str(stage.text.key) else one for one in raw
            ]

        return rewrite(page or DraftPage.objects.get(pk=stage.page.pk), reworded)

    return change


def latest(stage, language="fr"):
    return Version.objects.filter(draft=stage.draft, language=language).latest("number")


def words_at(comment):
    """The words that stand where the quote is said to stand."""
    return " ".join(comment.quote_in.text.split())[comment.quote_start : comment.quote_end]


def followed(comment):
    comment.refresh_from_db()
    return comment


def assert_stands(comment, state, version):
    followed(comment)
    assert comment.quote_state == state
    assert comment.quote_in.version == version
    assert comment.quote_in.section == comment.section
    assert words_at(comment) == comment.quote_exact


def assert_stands_nowhere(comment, state):
    followed(comment)
    assert comment.quote_state == state
    assert (comment.quote_in, comment.quote_start, comment.quote_end) == (None, None, None)
    assert comment.quote_exact


# What becomes of it


def test_a_quote_stands_where_it_was_taken(stage, quote):
    assert_stands(quote(), "kept", latest(stage))


def test_a_quote_is_kept_where_nothing_around_it_changes(stage, quote, say):
    comment = quote()
    publish(stage.page)
    assert latest(stage).number == 2
    assert_stands(comment, "kept", latest(stage))


def test_a_quote_moves_where_words_are_put_in_before_it(stage, quote, say):
    comment = quote()
    say("<p>Voici. Les données existent, mais hélas encore elles restent dispersées.</p>")
    assert_stands(comment, "moved", latest(stage))


def test_a_quote_is_changed_where_its_words_are(stage, quote, say):
    comment = quote()
    say("<p>Les données existent, mais elles restent introuvables.</p>")
    assert_stands_nowhere(comment, "changed")


def test_a_quote_is_gone_where_no_word_of_it_is_left(stage, quote, say):
    comment = quote()
    say("<p>Tout sera publié.</p>")
    assert_stands_nowhere(comment, "gone")


def test_a_quote_is_followed_over_many_versions(stage, quote, say):
    comment = quote()
    for number in range(3):
        say(f"<p>{'Encore. ' * (number + 1)}Les données existent, mais {WORDS} ({number}).</p>")
        assert_stands(comment, "moved", latest(stage))


def test_a_version_keeps_what_was_quoted_from_it(stage, quote, say):
    """What readers quoted, and the version they quoted it from, is history and never rewritten."""
    comment, first = quote(), latest(stage)
    before = (comment.quote_exact, comment.quote_prefix, comment.quote_suffix)
    say(f"<p>Avant. {WORDS} Après.</p>")
    say("<p>Tout sera publié.</p>")
    followed(comment)
    assert (comment.quote_exact, comment.quote_prefix, comment.quote_suffix) == before
    assert comment.written_on.version == first


# Never silently misplaced


def test_of_two_equal_places_the_one_that_was_meant_is_followed(stage, quote, say):
    say("<p>Le plan est ouvert. Le budget est ouvert.</p>")
    comment = quote("est ouvert", prefix="Le budget ")
    say("<p>Le plan est ouvert. Voici la suite. Le budget est ouvert.</p>")
    assert_stands(comment, "moved", latest(stage))
    assert comment.quote_in.text[: comment.quote_start].rstrip().endswith("budget")


def test_where_the_texts_do_not_tell_which_is_meant_none_is(stage, quote, say):
    say("<p>est ouvert</p>")
    comment = quote("est ouvert")
    say("<p>est ouvert, est ouvert</p>")
    assert_stands_nowhere(comment, "changed")


def test_the_same_words_in_another_section_are_not_it(stage, quote):
    comment = quote()
    page = DraftPage.objects.get(pk=stage.page.pk)
    words = page.sections.raw_data[1]["value"]
    rewrite(
        page,
        lambda raw: [
            raw[0],
            {**raw[1], "value": "<p>Tout sera publié.</p>"},
            raw[2],
            {"type": "text", "value": words},
        ],
    )
    assert_stands_nowhere(comment, "gone")


# Lost and found


def test_lost_words_are_found_where_they_come_back(stage, quote, say):
    comment = quote()
    say("<p>Tout sera publié.</p>")
    say(f"<p>Désormais, {WORDS}, hélas.</p>")
    assert_stands(comment, "moved", latest(stage))


def test_a_version_that_takes_the_change_back_keeps_the_quote(stage, quote, say):
    comment = quote()
    say("<p>Tout sera publié.</p>")
    say("<p>Les données existent, mais elles restent dispersées.</p>")
    assert_stands(comment, "kept", latest(stage))


def test_lost_words_that_come_back_twice_stand_nowhere(stage, quote, say):
    comment = quote()
    say("<p>Les données existent, mais elles restent introuvables.</p>")
    say(f"<p>Ici {WORDS} partout. Là {WORDS} souvent.</p>")
    assert_stands_nowhere(comment, "changed")


# Sections that come and go


def without_text(raw):
    return [raw[0], raw[2]]


def test_a_quote_goes_with_its_section_and_comes_back_with_it(stage, quote):
    comment, page = quote(), stage.page
    whole = [dict(one) for one in page.sections.raw_data]
    page = rewrite(page, without_text)
    assert_stands_nowhere(comment, "gone")
    assert Section.objects.get(pk=comment.section_id).retired_at

    rewrite(page, lambda raw: whole)
    assert_stands(comment, "kept", latest(stage))
    assert Section.objects.get(pk=comment.section_id).retired_at is None


def test_the_thread_of_a_section_that_was_dropped_stays_readable(stage, quote, post, as_user):
    """Decidim 8660: threads vanished with what they hung on."""
    comment = quote("données existent", body="Lesquelles ?")
    reply = post("Celles du climat.", in_reply_to=comment.pk)
    rewrite(stage.page, without_text)

    answer = as_user().get(f"{stage.page.url}?section={comment.section.key}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Lesquelles ?" in html
    assert f'id="c-{reply.pk}"' in html
    assert as_user().get(f"/c/{comment.pk}", follow=True).status_code == 200


def test_a_section_that_only_another_language_holds_cannot_be_quoted_here(
    stage, english_page, quote
):
    """A quote that stands somewhere stands in the latest version."""
    rewrite(DraftPage.objects.get(pk=stage.page.pk), without_text)
    with pytest.raises(Refused) as refusal:
        quote()
    assert refusal.value.code == "quote.not_there"


# Languages


def test_each_language_follows_its_own_quotes(stage, english_page, quote, say):
    french, english = quote(), quote(language="en")
    assert english.quote_in.version.language == "en"
    say("<p>Tout sera publié.</p>")
    assert_stands_nowhere(french, "gone")
    assert_stands(english, "kept", latest(stage, "en"))

    say("<p>Data exist. So far, elles restent dispersées.</p>", page=english_page)
    assert_stands(english, "moved", latest(stage, "en"))
    assert_stands_nowhere(french, "gone")


def test_synchronising_a_translation_follows_its_quotes(stage, english_page, quote, say):
    english = quote(language="en")
    page = say("<p>Les données existent, mais elles restent introuvables.</p>")
    assert_stands(english, "kept", latest(stage, "en"))
    synchronise(page)
    assert_stands_nowhere(english, "changed")


def test_words_quoted_from_an_untranslated_page_follow_the_text_that_it_shows(stage, post, say):
    other = stage.other_draft
    place = Place(other.pk, other.sections.get(position=2).key, Quote(WORDS))
    comment = post(place=place, language="en")
    assert comment.quote_in.version.language == "fr"
    rewrite(
        stage.other_page,
        lambda raw: [raw[0], {**raw[1], "value": f"<p>Encore : {WORDS}.</p>"}, raw[2]],
    )
    version = Version.objects.get(draft=other, language="fr", number=2)
    assert_stands(comment, "moved", version)


# Whose quotes


def test_quotes_of_hidden_comments_are_followed_too(stage, quote, hide, say, cast):
    """A comment that is restored must not point into a text of long ago."""
    comment = hide(quote())
    say(f"<p>Encore : {WORDS}.</p>")
    assert_stands(comment, "moved", latest(stage))


def test_deleted_comments_have_no_quote_to_follow(stage, quote, say, cast):
    comment = quote()
    services.delete_comment(by=cast.citizen, comment_id=comment.pk)
    say("<p>Tout sera publié.</p>")
    followed(comment)
    assert (comment.quote_state, comment.quote_in, comment.quote_exact) == ("", None, "")


def test_comments_without_a_quote_are_left_alone(stage, post, say):
    comment = post()
    say("<p>Tout sera publié.</p>")
    assert (followed(comment).quote_state, comment.quote_in) == ("", None)


def test_quotes_of_another_draft_are_left_alone(stage, post, say):
    other = stage.other_draft
    key = other.sections.get(position=2).key
    comment = post(place=Place(other.pk, key, Quote(WORDS)))
    say("<p>Tout sera publié.</p>")
    followed(comment)
    assert (comment.quote_state, comment.quote_in.version.draft) == ("kept", other)


def test_a_comment_posted_between_taking_a_version_and_following_it_is_right(stage, quote, say):
    """The service that posts reads the newest text; the one that follows leaves it where it is."""
    earlier = quote()
    page = stage.page
    page.sections = [
        {**one, "value": f"<p>Encore : {WORDS}.</p>"} if one["type"] == "text" else dict(one)
        for one in page.sections.raw_data
    ]
    version = take_version(page)
    between = quote("Encore")
    assert_stands(between, "kept", version)

    services.follow_version(version)

    assert_stands(between, "kept", version)
    assert_stands(earlier, "moved", version)


def test_following_a_version_twice_changes_nothing(stage, quote, say):
    kept, changed, gone = quote("données existent"), quote(), quote("mais")
    say("<p>Les données existent, elles restent introuvables.</p>")
    columns = ("pk", "quote_state", "quote_in", "quote_start", "quote_end")
    before = list(Comment.objects.order_by("pk").values_list(*columns))
    assert {kept.pk, changed.pk, gone.pk} <= {row[0] for row in before}
    services.follow_version(latest(stage))
    assert list(Comment.objects.order_by("pk").values_list(*columns)) == before


def test_no_quote_that_stands_stands_in_an_older_version(stage, quote, say):
    for exact in (WORDS, "données existent", "mais", "Les données"):
        quote(exact)
    for html in (
        "<p>Les données existent, mais elles restent introuvables.</p>",
        "<p>Mais les données existent.</p>",
        f"<p>Les données existent, mais {WORDS}.</p>",
    ):
        say(html)
        standing = Comment.objects.filter(quote_state__in=["kept", "moved"])
        assert standing.exists()
        assert set(standing.values_list("quote_in__version", flat=True)) == {latest(stage).pk}
        lost = Comment.objects.filter(quote_state__in=["changed", "gone"])
        assert not lost.exclude(quote_in=None).exists()


# When


def test_saving_and_scheduling_leave_quotes_where_they_are(
    stage, quote, django_capture_on_commit_callbacks
):
    comment, version = quote(), latest(stage)
    page = DraftPage.objects.get(pk=stage.page.pk)
    page.sections = [dict(one) for one in page.sections.raw_data if one["type"] != "text"]
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()
    assert_stands(comment, "kept", version)


def test_the_version_is_taken_before_quotes_are_followed(stage, quote, say):
    """One publication is enough: the receiver of the lower room runs first."""
    comment = quote()
    say(f"<p>Encore : {WORDS}.</p>")
    assert followed(comment).quote_in.version == latest(stage)
    assert VersionSection.objects.filter(pk=comment.quote_in_id, version__number=2).exists()


def test_many_quotes_are_followed_in_few_queries(stage, quote, say, django_assert_max_num_queries):
    """Publishing a draft that thousands have quoted does not ask the database for each."""
    for _number in range(12):
        quote()
    page = stage.page
    page.sections = [
        {**one, "value": f"<p>Encore : {WORDS}.</p>"} if one["type"] == "text" else dict(one)
        for one in page.sections.raw_data
    ]
    version = take_version(page)
    with django_assert_max_num_queries(7):
        services.follow_version(version)
    assert Comment.objects.filter(quote_in__version=version).count() == 12


def test_words_that_waited_for_a_moderator_stand_in_the_text_of_today(stage, cast, say, post):
    """What they quote is there still, though another version was published meanwhile."""
    place = Place(stage.draft.pk, stage.text.key, Quote(WORDS, "", ""))
    set_rules(stage.consultation, premoderation="all")
    held = services.post_comment(by=cast.citizen, place=place, said=Said("Où ?", "fr")).held
    say("<p>Avant. Les données existent, mais elles restent dispersées. Après.</p>")
    comment = decide(stage, cast.moderator_gov, held, "publish").held.published_as
    assert_stands(followed(comment), "kept", latest(stage))


def test_a_suggestion_that_was_begun_on_an_earlier_version_may_quote_what_is_still_there(
    stage, post, say
):
    before = latest(stage)
    say("<p>Avant. Les données existent, mais elles restent dispersées. Après.</p>")
    place = Place(stage.draft.pk, stage.text.key, Quote(WORDS, "", ""))
    comment = post(
        "",
        place=place,
        kind="suggestion",
        wording="Les données existent.",
        version=before.pk,
    )
    assert_stands(followed(comment), "kept", latest(stage))
    assert comment.written_on.version == before

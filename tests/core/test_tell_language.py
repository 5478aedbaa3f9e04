"""The language of a text is told from its words, or not at all."""

import pytest

from consult.core.detection import language_of, words_alone

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Je ne comprends pas pourquoi ce délai est si long."),
        ("en", "Why does nobody ask the people who live here?"),
        ("es", "Faltan autobuses por la tarde en nuestro barrio."),
        ("ar", "نحتاج إلى مزيد من الحافلات في المساء"),
        ("de", "Abends fahren hier viel zu wenige Busse."),
        ("fa", "ما به قطارهای بیشتری نیاز داریم"),
        ("ru", "Нам нужно больше поездов"),
        ("zh-hans", "我们需要更多的火车"),
        ("de", "ABENDS FAHREN HIER VIEL ZU WENIGE BUSSE"),
    ],
)
def test_a_sentence_tells_its_language(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "+1", "ok", "👍👍", "2030", "https://example.org/the-way-of-it", "@Maïa", "?!"]
)
def test_what_holds_too_few_words_tells_nothing(text):
    assert language_of(text) is None


def test_a_language_that_nobody_asked_about_is_not_taken_for_another():
    assert language_of("Vi behöver fler tåg") is None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/all-the-things-we-want-to-know Das glaube ich nicht, es stimmt nicht.",
        "@TheOneAndOnly Das glaube ich nicht, es stimmt nicht.",
        "“All human beings are born free and equal in dignity” Das glaube ich nicht, es stimmt nicht.",
        "« Tous les êtres humains naissent libres et égaux » Das glaube ich nicht, es stimmt nicht.",
    ],
)
def test_addresses_names_and_words_of_others_do_not_count(text):
    assert language_of(text) == "de"


def test_what_only_quotes_is_in_the_language_that_it_quotes():
    assert language_of("“All human beings are born free and equal in dignity and rights.”") == "en"


def test_only_the_languages_of_this_place_are_told(settings):
    settings.COMMENT_LANGUAGES = ["fr", "en"]
    assert language_of("Abends fahren hier viel zu wenige Busse, das ist schlecht.") is None


def test_a_long_text_takes_no_long_time():
    assert len(words_alone('"' * 5_000 + "mot " * 100_000)) <= 2_000

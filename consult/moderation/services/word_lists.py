"""The site's lists of words, kept in the cache: every contribution is compared with them."""

from django.core.cache import cache
from django.db import transaction

from consult.moderation.models import WordList

KEY = "moderation.word_lists"
KEPT_FOR = 300
"""Seconds after which a process that was not told reads them again."""


def listed_words() -> tuple[str, ...]:
    """Return the words and phrases of all lists: what is listed is looked for in every language."""
    listed = cache.get(KEY)
    if listed is None:
        lists = WordList.objects.order_by("language").values_list("words", flat=True)
        listed = tuple(line.strip() for words in lists for line in words.splitlines() if line)
        cache.set(KEY, listed, KEPT_FOR)
    return listed


@transaction.atomic
def save_word_list(word_list: WordList) -> WordList:
    """Write a list of words; it holds from now on."""
    word_list.save()
    forget_lists()
    return word_list


@transaction.atomic
def delete_word_list(word_list: WordList) -> None:
    """Take a list of words away."""
    word_list.delete()
    forget_lists()


def forget_lists() -> None:
    """Have the lists read again: at once, and by those who read them before this was written."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))

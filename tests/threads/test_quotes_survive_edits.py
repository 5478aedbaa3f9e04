"""Quotes under random edits of their text: none lost, none silently misplaced, nearly all kept.

Each case is a text in which some words are quoted, and edits around them: sentences or words that
are inserted (copies of others among them), deleted, replaced or moved, the quoted ones moved too.
Every word is carried through the edits, so the true place of the quoted words is known.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.threads.quotes import Fate, Revision, Span, squash

pytestmark = pytest.mark.pure

FRENCH = """le la les de des du un une et à en pour dans sur avec par plan action gouvernement ouvert
citoyens publier données marché public avant mars chaque année ministère société civile registre
bénéficiaires effectifs transparence loi texte budget commune région école santé climat eau justice
décret comité suivi rapport consultation l’État d’ici qu’elle « » : 2026 30 %"""
ARABIC = """في من على إلى عن مع الحكومة المفتوحة البيانات المواطنين الوزارة تنشر قبل مارس كل سنة الخطة
المجتمع المدني القانون السجل الميزانية الجهة التعليم الصحة العدالة المناخ الماء التقرير اللجنة المرسوم، ٢٠٢٦"""
QUOTED = True


@dataclass
class Edited:
    """A text of which each word knows whether it is quoted, and the chance that edits it."""

    chance: random.Random
    vocabulary: list[str]
    repeated: float = 0.15
    sentences: list[list[str]] = field(default_factory=list)
    words: list[tuple[str, bool]] = field(default_factory=list)

    def write(self, number):
        for _ in range(number):
            self.sentences.append(self.sentence())
        self.words = [(word, False) for sentence in self.sentences for word in sentence]

    def sentence(self):
        """Return a new sentence or, at times, the copy of an older one."""
        if self.sentences and self.chance.random() < self.repeated:
            return list(self.chance.choice(self.sentences))
        words = self.chance.choices(self.vocabulary, k=self.chance.randint(4, 14))
        return [*words[:-1], f"{words[-1]}."]

    def quote(self, length):
        start = self.chance.randrange(len(self.words) - length)
        for at in range(start, start + length):
            self.words[at] = (self.words[at][0], QUOTED)

    @property
    def text(self):
        return " ".join(word for word, _ in self.words)

    @property
    def quoted(self):
        """The numbers of the first quoted word and of the one behind the last."""
        numbers = [at for at, (_, quoted) in enumerate(self.words) if quoted]
        return numbers[0], numbers[-1] + 1

    @property
    def place(self):
        first, behind = self.quoted
        ahead = "".join(f"{word} " for word, _ in self.words[:first])
        exact = " ".join(word for word, _ in self.words[first:behind])
        return Span(len(ahead), len(ahead) + len(exact))

    def edit(self):
        self.chance.choice([self.insert, self.delete, self.replace, self.move])()

    def insert(self):
        at, (first, behind) = self.chance.choice(self.bounds()), self.quoted
        if not first < at < behind:
            self.words[at:at] = self.news()

    def delete(self):
        self.put([])

    def replace(self):
        self.put(self.news())

    def put(self, news):
        (start, end), (first, behind) = self.passage(), self.quoted
        if end <= first or behind <= start:
            self.words[start:end] = news

    def move(self):
        """Move a passage that stands once: of copies that change places nobody can tell which did."""
        (start, end), (first, behind) = self.passage(), self.quoted
        moved = self.words[start:end]
        cuts = start < behind and first < end and not (start <= first and behind <= end)
        if cuts or self.text.count(" ".join(word for word, _ in moved)) > 1:
            return
        rest = self.words[:start] + self.words[end:]
        at = self.chance.randrange(len(rest) + 1)
        if not (0 < at < len(rest) and rest[at - 1][1] and rest[at][1]):
            self.words = rest[:at] + moved + rest[at:]

    def bounds(self):
        """Return where sentences begin, or any place between words."""
        if self.chance.random() < 0.4:
            return range(len(self.words) + 1)
        ends = [at for at, (word, _) in enumerate(self.words, 1) if word.endswith(".")]
        return [0, *ends]

    def passage(self):
        bounds = self.bounds()
        at = self.chance.randrange(len(bounds) - 1)
        if isinstance(bounds, range):
            return at, min(at + self.chance.randint(1, 4), len(self.words))
        return bounds[at], bounds[at + 1]

    def news(self):
        if self.chance.random() < 0.4:
            words = self.chance.choices(self.vocabulary, k=self.chance.randint(1, 4))
        else:
            words = self.sentence()
        return [(word, False) for word in words]


def case(chance, vocabulary, *, sentences=20, edits=4, repeated=0.15):
    """Return a text, the place of quoted words, the text edited elsewhere, and their place there."""
    text = Edited(chance, vocabulary.split(), repeated)
    text.write(sentences)
    text.quote(chance.choice([1, 2, 3, 4, 6, 9, 15]))
    before, span = text.text, text.place
    for _ in range(chance.randint(1, edits)):
        text.edit()
    return before, span, text.text, text.place


@pytest.mark.parametrize("vocabulary", [FRENCH, ARABIC], ids=["french", "arabic"])
@pytest.mark.parametrize("sentences", [12, 40])
def test_nearly_all_are_kept_and_none_is_misplaced(vocabulary, sentences):
    chance = random.Random(20_260)  # noqa: S311 - the same 2,000 cases each time
    found, misplaced = Counter(), []
    for _ in range(1000):
        before, span, after, true = case(chance, vocabulary, sentences=sentences)
        fate, place = Revision(before, after).follow(span)
        found[place is not None] += 1
        assert (place is not None) == (fate in (Fate.KEPT, Fate.MOVED))
        if place not in (None, true):
            misplaced.append((before, span, after, true, place))
    assert not misplaced
    assert found[True] >= 990


TINY = "le plan de le de ."
CHANCES = st.integers(0, 2**32).map(random.Random)


@given(CHANCES, st.sampled_from([FRENCH, ARABIC, TINY]), st.sampled_from([0.0, 0.2, 0.6]))
@settings(max_examples=500, deadline=None)
def test_no_quote_is_without_a_fate_nor_on_other_words(chance, vocabulary, repeated):
    before, span, after, _ = case(chance, vocabulary, sentences=8, edits=8, repeated=repeated)
    fate, place = Revision(before, after).follow(span)
    assert (place is not None) == (fate in (Fate.KEPT, Fate.MOVED))
    if place:
        assert squash(after)[place.start : place.end] == squash(before)[span.start : span.end]


WORDS = st.lists(st.sampled_from(["a", "b", "c", ".", "سنة", "政"]), max_size=12)


@given(WORDS, WORDS.filter(bool), WORDS, WORDS, WORDS, st.booleans())
@settings(max_examples=1000, deadline=None)
def test_one_edit_beside_the_quote_never_misplaces_it(ahead, quoted, between, old, new, edit_ahead):
    # So few words that nearly everything is a copy of something: none is guessed all the same.
    def place_in(first, behind):
        text, exact = " ".join([*first, *quoted, *behind]), " ".join(quoted)
        start = len("".join(f"{word} " for word in first))
        return text, Span(start, start + len(exact))

    if edit_ahead:
        before, span = place_in([*ahead, *old, *between], ahead)
        after, true = place_in([*ahead, *new, *between], ahead)
    else:
        before, span = place_in(ahead, [*between, *old, *ahead])
        after, true = place_in(ahead, [*between, *new, *ahead])
    assert Revision(before, after).follow(span)[1] in (None, true)


@given(CHANCES)
@settings(deadline=None)
def test_words_that_were_deleted_are_never_said_to_be_kept(chance):
    text = Edited(chance, FRENCH.split(), repeated=0)
    text.write(8)
    text.quote(9)
    before, span = text.text, text.place
    first, behind = text.quoted
    del text.words[first:behind]
    fate, place = Revision(before, text.text).follow(span)
    assert place is None
    assert fate in (Fate.CHANGED, Fate.GONE)

"""The classifier that comes with Parvis: pieces of words, weighed by logistic regression.

Built on scikit-learn, which is an extra: requirements/classifier.txt. What it learns is an array of
numbers, one for each of 65,536 groups of pieces; no word can be read from it.
"""

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from consult.core.words import words
from consult.moderation.screening.classifier import Example

SURE = 0.8
"""How sure it must be: a moderator's time is dear, and an author's patience too."""
GROUPS = 2**16
HEAD = struct.Struct("<8sd")
FORMAT = b"linear-1"
WEIGHTS = np.dtype("<f4")


class LinearClassifier:
    """Weighs the pieces of two to five letters that a text's words are made of."""

    def __init__(self) -> None:
        self._pieces = HashingVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            n_features=GROUPS,
            alternate_sign=False,
            lowercase=False,
        )

    def learn(self, examples: Sequence[Example]) -> bytes:
        """Return the weight of each group of pieces."""
        found = self._pieces.transform([as_words(one.text) for one in examples])
        model = LogisticRegression(class_weight="balanced", max_iter=1000, C=10)
        model.fit(found, [one.was_hidden for one in examples])
        weights = model.coef_[0].astype(WEIGHTS).tobytes()
        return HEAD.pack(FORMAT, float(model.intercept_[0])) + zlib.compress(weights)

    def notices(self, text: str, learned: bytes) -> bool:
        """Tell whether it is sure enough that a text resembles what was hidden."""
        base, weights = read(learned)
        found = self._pieces.transform([as_words(text)])
        score = base + float(np.dot(weights[found.indices], found.data))
        return score >= np.log(SURE / (1 - SURE))


def as_words(text: str) -> str:
    """Return a text's words, whatever their capitals, accents and look-alike letters."""
    return " ".join(words(text))


def read(learned: bytes) -> tuple[float, np.ndarray]:
    """Return the base and the weights that were learned, or raise `ValueError`."""
    try:
        name, base = HEAD.unpack_from(learned)
        unpack = zlib.decompressobj()
        packed = unpack.decompress(learned[HEAD.size :], GROUPS * WEIGHTS.itemsize + 1)
    except (struct.error, zlib.error) as error:
        raise ValueError("These weights cannot be read.") from error
    if name != FORMAT or len(packed) != GROUPS * WEIGHTS.itemsize:
        raise ValueError("These weights are not of this classifier.")
    return base, np.frombuffer(packed, dtype=WEIGHTS)

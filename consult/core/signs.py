"""Characters that are signs and no writing: in a name they could be taken for a badge."""

import unicodedata

BADGE_LIKE = frozenset("\u2020\u2021\u2022\u2023\u2027\u203b\u2042\u2043\u204c\u204d\u2051\ufe61")
"""Punctuation that could be taken for a sign: daggers, bullets, asterisms."""
SIGNS = frozenset({"So", "Sm", "Me", "Co", "Cn"})
"""General categories of what is a sign and no writing: emoji, geometry, arrows, private use."""
SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def is_badge_like(letter: str) -> bool:
    """Tell whether a character could be taken for a badge: a sign, an emoji, a bullet."""
    if letter.isascii():
        return False
    return letter in BADGE_LIKE or letter in SKIN_TONES or unicodedata.category(letter) in SIGNS

"""Rules on a text by itself: links, repetition, shouting."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.moderation.screening.links import count_links
from consult.moderation.screening.repetition import repeats_itself
from consult.moderation.screening.shouting import is_shouted

pytestmark = pytest.mark.pure

# Links


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Aucun lien, et/ou rien : 3 km.h, fin.de phrase, a@b.fr", 0),
        ("Voir https://a.example.", 1),
        ("Voir HTTP://a.example et www.b.example", 2),
        ("Voir [ici](https://a.example) et [là](mailto:x@b.example)", 2),
        ("[ici](//a.example)", 1),
        ("[https://a.example](https://a.example)", 1),
        ("[a](https://a.example)[b](https://b.example)", 2),
        ("[a [b] c](https://a.example)", 1),
        ("https://a.example,https://b.example;https://c.example", 3),
        ("https://archive.example/2020/https://a.example/page", 1),
        ("bit.example/xyz, a.b.example/c", 2),
        ("ht\u200btps://a.example", 1),
        ("\uff48\uff54\uff54\uff50\uff53://a.example", 1),
        ("(https://a.example) <https://b.example>", 2),
    ],
)
def test_links_are_counted_as_they_are_seen(text, count):
    assert count_links(text) == count


@pytest.mark.parametrize("piece", ["[", "](", "[a](", "a.", "a-", "www.", "https://", "a.b/"])
def test_a_hostile_text_is_counted_quickly(piece):
    began = time.perf_counter()
    count_links(piece * (8000 // len(piece)))
    assert time.perf_counter() - began < 1


@given(st.integers(0, 20))
def test_each_link_counts(times):
    assert count_links("Voir https://a.example/page et puis. " * times) == times


# Repetition


@pytest.mark.parametrize(
    "text",
    [
        "Retirez donc ce projet. " * 4,
        "Retirez donc ce projet !\n" * 4,
        "RETIREZ donc ce projet ? Non. Retirez donc ce Projet. Si. Retirez donc\tce projet… "
        "Retirez donc ce pr\u043ejet.",
        "achetez ici " * 6,
        "non " * 12,
        "停止这个项目。" * 5,
        "Cette consultation est bien menée et je remercie tous ceux qui y ont pris part. "
        + "Retirez donc ce projet. " * 4,
    ],
)
def test_what_says_the_same_again_and_again_is_found(text):
    assert repeats_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "D’accord. D’accord. D’accord. D’accord.",
        "- Oui\n- Oui\n- Non\n- Oui\n- Oui",
        "Retirez donc ce projet. " * 3 + "Il coûte cher, personne n’en veut, et le fleuve mourra.",
        "Le droit au logement, le droit à la santé, le droit à l’éducation, le droit au travail et "
        "le droit au repos doivent figurer dans le plan, chacun avec une date et un budget.",
        "Je n’ai qu’une question : quand ce plan sera-t-il publié dans les deux langues ?",
    ],
)
def test_an_honest_text_does_not_repeat_itself(text):
    assert not repeats_itself(text)


# Shouting


@pytest.mark.parametrize(
    "text",
    [
        "ÇA SUFFIT ! ON NOUS MENT DEPUIS DES ANNÉES",
        "JE SUIS TRÈS EN COLÈRE, CE PLAN EST NUL ! ok",
        "SCANDALEUX ! HONTEUX ! INADMISSIBLE !",
        "хватит врать, мы всё знаем и помним".upper(),
        "\uff33\uff34\uff2f\uff30 " * 6,
        "L'ÉTAT N'A RIEN FAIT DE BON POUR NOUS",
    ],
)
def test_shouting_is_heard(text):
    assert is_shouted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NON !",
        "Le plan de la CNIL, de l’ADEME et de l’UNESCO renvoie au RGPD.",
        "ONU, OCDE, UNESCO, PNUD, ADEME et OMS, FAO, UNICEF, CNIL, RGPD",
        "Ce plan est TRÈS BIEN FAIT et je le soutiens sans réserve aucune.",
        "هذا نص عربي طويل ليس فيه أحرف كبيرة على الإطلاق",
        "这是一个很长的中文句子里面没有大写字母也不会大喊大叫。",
        "ქართულ დამწერლობაში ჩვეულებრივი ასოები დიდი ასოები არ არის",
        "1234 5678 !!! ??? 1234 5678 9999 1111 2222 3333",
    ],
)
def test_acronyms_stress_and_scripts_without_capitals_are_no_shouting(text):
    assert not is_shouted(text)


@given(st.text(st.characters(categories=["Lo", "Nd", "Po", "Zs"]), max_size=200))
def test_scripts_without_capitals_never_shout(text):
    assert not is_shouted(text)


@given(st.text(max_size=200))
def test_what_is_in_small_letters_is_never_shouted(text):
    assert not is_shouted(text.lower())

"""Tampering with an exported register, in any way: the site and the script for everybody find it, at the
same entry, in the same words.
"""

import copy
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.moderation import canonical
from consult.moderation.models import NOTHING_BEFORE
from consult.moderation.register import Head, faults
from tests.moderation.registers import by_script, script

pytestmark = pytest.mark.pure

KEY = "0199a000-0000-7000-8000-00000000c0de"


# Tampering with an export, in any way: both say the same, in the same order


def chain(many):
    """Return an export with so many entries."""
    previous, entries = NOTHING_BEFORE, []
    for number in range(1, many + 1):
        body = {
            "format": 1,
            "consultation": KEY,
            "number": number,
            "previous": previous,
            "action": "hide",
            "article": number,
            "automated": False,
            "until": None,
        }
        previous = canonical.digest(canonical.canonical(body))
        entries.append({"body": body, "hash": previous})
    return {
        "consultation": KEY,
        "head": {"number": many, "hash": previous},
        "entries": entries,
    }


def script_faults(export, *published):
    head = (export["head"]["number"], export["head"]["hash"])
    return script.faults(export["entries"], export["consultation"], head, published)


def site_faults(export, *published):
    head = Head(export["head"]["number"], export["head"]["hash"])
    listed = [(one.get("body"), one.get("hash")) for one in export["entries"]]
    return faults(
        listed,
        consultation=export["consultation"],
        head=lambda: head,
        published=[Head(*one) for one in published],
    )


def rebind(export, start):
    """Make everything from an entry on fit together again, as somebody who owns the site can."""
    previous = export["entries"][start - 1]["hash"] if start else NOTHING_BEFORE
    for number, one in enumerate(export["entries"][start:], start + 1):
        one["body"] = {**one["body"], "number": number, "previous": previous}
        previous = one["hash"] = canonical.digest(canonical.canonical(one["body"]))
    export["head"] = {"number": len(export["entries"]), "hash": previous}


def change(export, at):
    export["entries"][at]["body"]["article"] = 99


def change_with_its_hash(export, at):
    one = export["entries"][at]
    one["body"]["article"] = 99
    one["hash"] = canonical.digest(canonical.canonical(one["body"]))


def change_its_hash(export, at):
    export["entries"][at]["hash"] = "f" * 64


def remove(export, at):
    del export["entries"][at]


def insert(export, at):
    one = copy.deepcopy(export["entries"][at])
    one["body"]["action"] = "keep"
    one["hash"] = canonical.digest(canonical.canonical(one["body"]))
    export["entries"].insert(at + 1, one)


def swap(export, at):
    other = (at + 1) % len(export["entries"])
    entries = export["entries"]
    entries[at], entries[other] = entries[other], entries[at]


def garble(export, at):
    export["entries"][at]["body"] = ["hide"]


def of_another(export, at):
    export["entries"][at]["body"]["consultation"] = KEY.replace("9", "8")


TAMPERING = [
    change,
    change_with_its_hash,
    change_its_hash,
    remove,
    insert,
    swap,
    garble,
    of_another,
]


@settings(max_examples=120, deadline=None)
@given(many=st.integers(2, 7), at=st.integers(0, 6), tamper=st.sampled_from(TAMPERING))
def test_each_tampering_is_found_by_both_at_the_same_entry(many, at, tamper):
    export, at = chain(many), at % many
    assert not list(site_faults(export))
    tamper(export, at)
    found = [str(one) for one in site_faults(export)]
    assert found
    assert found == list(script_faults(export))
    numbers = {int(one) for one in re.findall(r"entry (\d+)", " ".join(found))}
    assert numbers & {at + 1, at + 2, 1}


@settings(max_examples=120, deadline=None)
@given(
    many=st.integers(2, 7),
    at=st.integers(0, 6),
    tamper=st.sampled_from([change, remove, insert, swap]),
)
def test_who_rewrites_all_the_rest_cannot_rewrite_a_head_that_was_noted(many, at, tamper):
    """The database's owner rewrites an entry and everything after it."""
    export, at = chain(many), at % many
    noted = (export["head"]["number"], export["head"]["hash"])
    if tamper is insert:
        at = min(at, many - 2)  # behind the last entry it would be an honest one
    tamper(export, at)
    rebind(export, 0)
    assert not list(site_faults(export))
    assert not list(script_faults(export))
    for published in (noted, (None, noted[1])):
        found = [str(one) for one in site_faults(export, published)]
        assert len(found) == 1
        assert found == list(script_faults(export, published))


def test_an_earlier_head_still_vouches_for_a_register_that_has_grown():
    export = chain(6)
    third = export["entries"][2]["hash"]
    assert not list(script_faults(export, (3, third), (None, third), (None, NOTHING_BEFORE)))
    assert list(script_faults(export, (4, third)))


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (change, "entry 3 was changed"),
        (change_with_its_hash, "entry 3 is not the one to which entry 4 is bound"),
        (change_its_hash, "entry 3 was changed"),
        (remove, "entry 3 is missing: entry 4 stands in its place"),
        (insert, "entry 3 stands where entry 4 belongs"),
        (swap, "entry 3 is missing: entry 4 stands in its place"),
        (garble, "entry 3 cannot be read"),
        (of_another, "entry 3 is of another consultation"),
    ],
)
def test_the_entry_is_named(tamper, says):
    export = chain(5)
    tamper(export, 2)
    assert next(script_faults(export)).startswith(says)


def test_entries_cut_off_at_the_end_are_missed():
    export = chain(5)
    del export["entries"][3:]
    assert list(script_faults(export)) == [
        "entry 4 is missing, and all that follow to entry 5: the head says that they are there"
    ]
    export["head"] = {"number": 3, "hash": export["entries"][-1]["hash"]}
    assert not list(script_faults(export))
    assert list(script_faults(export, (5, "a" * 64))) == [
        "entry 5 is missing: its hash was published"
    ]


def test_a_name_that_stands_twice_in_an_entry_is_found(tmp_path):
    """What two readers of one file would read differently is no register."""
    text = json.dumps(chain(3)).replace('"article": 2', '"article": 5, "article": 2', 1)
    said, code = by_script(text)
    assert code == 1
    assert "entry 2 cannot be read" in said[0]


def test_numbers_that_only_look_the_same_are_found():
    text = json.dumps(chain(3)).replace('"article": 2', '"article": 2.0', 1)
    assert by_script(text)[1] == 1
    assert by_script(json.dumps(chain(3)).replace('"article": 2', '"article": NaN', 1))[1] == 1


def test_known_answers_of_the_canonical_form():
    """RFC 8785, 3.2.2.2 and 3.2.3: what is escaped in strings, and the order of names."""
    said = {"literals": '€$\u000f\nA\'B"\\\\"/', "b": None, "a": True, "B": 1}
    assert canonical.canonical(said) == (
        '{"B":1,"a":true,"b":null,"literals":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical.digest("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )

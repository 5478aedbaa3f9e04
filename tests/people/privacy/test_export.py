"""A copy of one's data: made beside the request, and handed to its owner alone."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from consult.core.errors import Refused
from consult.core.pace import TooFast
from consult.people.models import Export, ExportState
from consult.people.privacy import exports, retention
from consult.people.privacy.registry import all_kinds
from consult.threads import services as threads
from tests.people.privacy.house import (
    COPY,
    DATA,
    DOWNLOAD,
    come_in,
    copy_of,
    files,
    let_time_pass,
    rows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast, client, django_capture_on_commit_callbacks):
    """The citizen's browser, with a copy that is ready."""
    come_in(client, cast.citizen)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(COPY)["Location"] == DATA
    return client


def test_it_holds_what_somebody_said_and_did(cast, post, stage):
    said = post("Ma phrase à moi.")
    other = post("Une autre.", by=cast.neighbour)
    threads.cast_vote(by=cast.citizen, comment_id=other.pk, value="agree")

    package = copy_of(cast.citizen)

    assert [one["words"] for one in rows(package, "contributions")] == ["Ma phrase à moi."]
    assert rows(package, "contributions")[0]["id"] == str(said.pk)
    assert [one["vote"] for one in rows(package, "votes")] == ["agree"]
    assert rows(package, "account")[0]["email"] == cast.citizen.email
    assert {f"{one.name}.json" for kind in all_kinds() for one in kind.tables} < set(
        package.namelist()
    )


def test_it_holds_nothing_of_others(cast, post):
    post("Ce que dit Ravi.", by=cast.neighbour)
    package = copy_of(cast.citizen)
    everything = b"".join(package.read(name) for name in package.namelist()).decode()
    assert "Ce que dit Ravi" not in everything
    assert cast.neighbour.email not in everything


def test_no_cell_is_a_formula(cast, post):
    """Formulas in exports (=, +, -, @, tab, return)."""
    post("=HYPERLINK(0)")
    text = copy_of(cast.citizen).read("contributions.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    assert row["words"] == "'=HYPERLINK(0)"


def test_it_holds_no_secret(cast, client):
    come_in(client, cast.citizen)
    package = copy_of(cast.citizen)
    everything = b"".join(package.read(name) for name in package.namelist()).decode()
    cast.citizen.refresh_from_db()
    assert cast.citizen.password not in everything
    assert client.session.session_key not in everything


def test_its_first_page_is_in_the_readers_language(cast):
    exports.ask_export(participant=cast.citizen, language="fr")
    export = exports.of(cast.citizen)
    exports.make(export.pk)
    _export, file = exports.open_own(cast.citizen)
    from zipfile import ZipFile  # noqa: PLC0415

    with file, ZipFile(file) as package:
        page = package.read("index.html").decode()
    assert '<html lang="fr" dir="ltr">' in page
    assert cast.citizen.public_name in page


def test_a_name_is_text_in_its_first_page(cast):
    cast.citizen.public_name = "<script>alert(1)</script>"
    cast.citizen.save()
    page = copy_of(cast.citizen).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_its_owner_fetches_it(made):
    page = made.get(DATA).content.decode()
    assert DOWNLOAD in page
    answer = made.get(DOWNLOAD)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_cve_2026_45377_a_link_opens_it_to_nobody_else(cast, made):
    """CVE-2026-45377: private exports fetched by anyone with the link."""
    stranger = Client().get(DOWNLOAD)
    assert stranger.status_code == 302
    assert "/account/login/" in stranger["Location"]
    assert come_in(Client(), cast.neighbour).get(DOWNLOAD).status_code == 404
    assert come_in(Client(), cast.admin).get(DOWNLOAD).status_code == 404


def test_cve_2025_65017_no_identifier_leads_to_a_copy(cast, made):
    """CVE-2025-65017: identifiers of exports collided, and led to somebody else's."""
    with_another = come_in(Client(), cast.neighbour)
    exports.ask_export(participant=cast.neighbour, language="en")
    exports.make(exports.of(cast.neighbour).pk)
    own, others = made.get(DOWNLOAD), with_another.get(DOWNLOAD)
    assert b"".join(own.streaming_content) != b"".join(others.streaming_content)
    names = set(Export.objects.values_list("file", flat=True))
    assert len(names) == 2
    assert all(re.fullmatch(r"exports/[0-9a-f]{32}\.zip", one) for one in names)
    key = exports.of(cast.neighbour).pk
    assert made.get(f"{DOWNLOAD}?export={key}").headers["Content-Length"] == str(
        exports.of(cast.citizen).size
    )


def test_a_sign_in_of_an_hour_ago_is_not_enough(made):
    let_time_pass(made)
    answer = made.get(DOWNLOAD)
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer["Location"]
    assert made.post(COPY).status_code == 302


def test_who_has_neither_password_nor_factor_signs_in_again(cast, client):
    come_in(client, cast.citizen)
    cast.citizen.set_unusable_password()
    cast.citizen.save()
    client.force_login(cast.citizen)
    answer = client.post(COPY)
    assert answer.status_code == 403
    assert "sign in again" in answer.content.decode()


def test_it_stands_where_no_upload_is_served_from(made):
    (file,) = files()
    assert settings.MEDIA_ROOT not in file.parents
    assert file.stat().st_mode & 0o077 == 0
    assert made.get(f"/media/exports/{file.name}").status_code == 404


def test_one_at_a_time(cast):
    exports.ask_export(participant=cast.citizen, language="en")
    with pytest.raises(exports.ExportOnItsWay):
        exports.ask_export(participant=cast.citizen, language="en")


def test_a_new_one_takes_the_place_of_the_old(cast, django_capture_on_commit_callbacks):
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            exports.ask_export(participant=cast.citizen, language="en")
    assert len(list(files())) == 1


def test_it_is_paced(cast, settings, django_capture_on_commit_callbacks):
    settings.PACE = {**settings.PACE, "export": (1, 86400)}
    with django_capture_on_commit_callbacks(execute=True):
        exports.ask_export(participant=cast.citizen, language="en")
    with pytest.raises(TooFast):
        exports.ask_export(participant=cast.citizen, language="en")


def test_progress_is_shown_and_asks_again_by_itself(cast, client):
    come_in(client, cast.citizen)
    exports.ask_export(participant=cast.citizen, language="en")
    Export.objects.update(done=3)
    page = client.get(DATA).content.decode()
    total = len(all_kinds())
    assert f"Your copy is being made: 3 of {total}." in page
    assert 'hx-trigger="every 2s"' in page
    part = client.get(f"{COPY}progress/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f"3 of {total}" in part
    assert client.get(f"{COPY}progress/")["Location"] == DATA


def test_one_whose_process_was_killed_is_found_again(cast):
    exports.ask_export(participant=cast.citizen, language="en")
    key = exports.of(cast.citizen).pk
    assert exports.take(key) is not None  # and here the process ends
    assert exports.take_up_lost() == 0
    exports.take_up_lost(now=timezone.now() + timedelta(hours=1))
    Export.objects.update(next_try=timezone.now())
    assert exports.take_up_lost() == 1
    assert exports.of(cast.citizen).state == ExportState.MADE


def test_one_that_is_made_twice_is_made_once(cast):
    exports.ask_export(participant=cast.citizen, language="en")
    key = exports.of(cast.citizen).pk
    exports.make(key)
    exports.make(key)
    assert len(list(files())) == 1


def test_after_three_tries_it_has_failed_and_says_so(cast, client):
    come_in(client, cast.citizen)
    exports.ask_export(participant=cast.citizen, language="en")
    key = exports.of(cast.citizen).pk
    for _time in range(4):
        exports.take(key)
        Export.objects.exclude(next_try=None).update(next_try=timezone.now())
    assert exports.of(cast.citizen).state == ExportState.FAILED
    assert "could not be made" in client.get(DATA).content.decode()


def test_it_goes_after_seven_days(cast, made, django_capture_on_commit_callbacks):
    Export.objects.update(asked_at=timezone.now() - timedelta(days=7))
    assert made.get(DOWNLOAD).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        list(retention.keep_periods())
    assert not Export.objects.exists()
    assert not list(files())


def test_refusals_say_what_to_do():
    assert issubclass(exports.ExportOnItsWay, Refused)

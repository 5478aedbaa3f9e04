"""The archive: whole, checkable, the same for the same state, and without anything that is not public."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageViewRestriction

from consult.answers.archive.guide import TABLES
from consult.answers.services.report import make_report
from consult.people.models import User
from consult.threads import services as threads
from consult.threads.models import Outcome
from tests.answers.closing import close
from tests.factories.answers import make_adoption, make_answer
from tests.factories.pages import publish
from tests.moderation.house import hold

pytestmark = pytest.mark.django_db


def address(stage):
    return f"/fr/drafting/{stage.consultation.pk}/archive.zip"


def download(stage, browser):
    answer = browser.get(address(stage))
    assert answer.status_code == 200
    content = b"".join(answer)
    assert answer["Content-Length"] == str(len(content))
    return content


def opened(content):
    with ZipFile(io.BytesIO(content)) as package:
        return {one.filename: package.read(one) for one in package.infolist()}


def table(files, name):
    text = files[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def told(stage, cast, post, hide):
    """Something of each kind; hidden, deleted and held words among it."""
    adopted = post("=1+1 Pamplemousse")
    post("Réponse", in_reply_to=adopted.pk, by=cast.neighbour)
    declined = post("Rutabaga", by=cast.neighbour)
    threads.cast_vote(by=cast.neighbour, comment_id=adopted.pk, value="agree")
    version = stage.draft.versions.first()
    make_answer(stage.draft, [adopted], by=cast.drafter_gov)
    make_answer(stage.draft, [declined], Outcome.DECLINED, by=cast.drafter_civ, reasons="Trop cher")
    make_answer(
        stage.draft, [declined], by=cast.drafter_gov, reasons="Brouillonnerie", published=False
    )
    make_adoption(adopted, version, by=cast.drafter_gov)
    make_adoption(declined, None, by=cast.drafter_gov)
    hidden = post("Xylophage", by=cast.drafter_civ)
    make_adoption(hidden, version, by=cast.drafter_gov)
    hide(hidden)
    deleted = post("Okapi")
    threads.delete_comment(by=cast.citizen, comment_id=deleted.pk)
    hold(stage, cast.citizen, body="Yttrium")
    close(stage)
    publish(make_report(by=cast.publisher, consultation_id=stage.consultation.pk))
    return {"adopted": adopted, "declined": declined, "hidden": hidden, "deleted": deleted}


def test_it_holds_all_that_is_public(stage, told, as_user):
    files = opened(download(stage, as_user()))
    assert set(files) == {
        "GUIDE.md",
        "SHA256SUMS",
        "consultation.json",
        "coverage.csv",
        "coverage.json",
        "requirements.json",
        "report/closing-report-fr.html",
        f"texts/{stage.draft.pk}/fr-v1.md",
        f"texts/{stage.draft.pk}/fr-v1.html",
        *(f"{name}.{form}" for name in TABLES for form in ("csv", "json")),
    }
    assert b"dispers\xc3\xa9es" in files[f"texts/{stage.draft.pk}/fr-v1.md"]
    assert json.loads(files["consultation.json"])["titles"] == {"fr": "Plan d’action"}
    assert "Trop cher" in files["report/closing-report-fr.html"].decode()
    changes = table(files, "changes")
    assert {one["contribution"] for one in changes} == {
        str(told["adopted"].pk),
        str(told["hidden"].pk),
    }
    answers = {one["id"]: one for one in table(files, "answers")}
    assert {one["outcome"] for one in answers.values()} == {"adopted", "declined"}
    assert {one["answer"] for one in table(files, "answer-texts")} == set(answers)
    links = {one["contribution"] for one in table(files, "answer-contributions")}
    assert links == {str(told["adopted"].pk), str(told["declined"].pk)}
    assert [one["action"] for one in table(files, "register")] == ["hide"]


def test_contributions_are_there_with_counts_and_hidden_ones_without_words(stage, told, as_user):
    files = opened(download(stage, as_user()))
    rows = {one["id"]: one for one in table(files, "contributions")}
    adopted = rows[str(told["adopted"].pk)]
    assert adopted["text"] == "'=1+1 Pamplemousse"
    assert (adopted["author"], adopted["agree"], adopted["outcome"]) == ("Maïa L.", "1", "adopted")
    for name, status in (("hidden", "hidden"), ("deleted", "deleted")):
        row = rows[str(told[name].pk)]
        assert row["status"] == status
        for column in ("author", "affiliation", "text", "wording", "quote", "stance"):
            assert row[column] == "", column
    written = {one["id"]: one for one in json.loads(files["contributions.json"])}
    assert written[str(told["adopted"].pk)]["text"] == "=1+1 Pamplemousse"
    assert written[str(told["adopted"].pk)]["agree"] == 1
    assert len(written) == len(rows)


def test_nothing_that_is_not_public_is_anywhere_in_it(stage, cast, told, as_user):
    """Decidim 12829, CVE-2026-40870: exports are surfaces too. A moderator's copy is the same."""
    for reader in (None, cast.moderator_gov, cast.admin):
        for name, content in opened(download(stage, as_user(reader))).items():
            for secret in ("Xylophage", "Okapi", "Yttrium", "Brouillonnerie"):
                assert secret.encode() not in content, (name, secret)
            for email in User.objects.values_list("email", flat=True):
                assert email.encode() not in content, (name, email)


def test_the_same_state_gives_the_same_bytes(stage, told, as_user, tmp_path):
    first, second = (download(stage, as_user()) for _ in range(2))
    assert first == second
    path = tmp_path / "plan.zip"
    call_command("export_consultation", str(stage.consultation.pk), "--output", str(path))
    assert path.read_bytes() == first


def test_its_checksums_are_those_of_its_files(stage, told, as_user, tmp_path):
    ZipFile(io.BytesIO(download(stage, as_user()))).extractall(tmp_path)
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not there")
    done = subprocess.run(  # noqa: S603 - our own file, no shell
        [program, "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b"\n") == sum(one.is_file() for one in tmp_path.rglob("*")) - 1


def test_the_guide_explains_every_column(stage, told, as_user):
    files = opened(download(stage, as_user()))
    guide = files["GUIDE.md"].decode()
    for name in TABLES:
        header = files[f"{name}.csv"].decode("utf-8-sig").splitlines()[0]
        assert f"## {name}.csv, {name}.json" in guide
        for column in header.replace('"', "").split(","):
            assert f"- `{column}`: " in guide, (name, column)


def test_a_private_draft_is_in_it_for_its_readers_alone(stage, cast, told, as_user, tmp_path):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=stage.page.pk), restriction_type="login"
    )
    path = tmp_path / "all.zip"
    call_command(
        "export_consultation", stage.consultation_page.slug, "--with-private", "--output", str(path)
    )
    for content, there in (
        (download(stage, as_user()), False),
        (download(stage, as_user(cast.neighbour)), True),
        (path.read_bytes(), True),
    ):
        said = b"\n".join(opened(content).values()).decode()
        for words in ("Pamplemousse", stage.page.title, str(stage.draft.pk)):
            assert (words in said) == there, words


def test_a_private_consultation_has_none(stage, as_user):
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=stage.consultation_page.pk), restriction_type="login"
    )
    assert as_user().get(address(stage)).status_code == 404


def test_it_costs_as_many_queries_for_many_as_for_one(
    stage, cast, post, as_user, django_assert_max_num_queries
):
    post("Un")
    download(stage, as_user())
    with django_assert_max_num_queries(120) as before:
        download(stage, as_user())
    for number, section in enumerate(stage.sections * 4):
        comment = post(f"N° {number}", place=stage.place(section))
        make_answer(stage.draft, [comment], by=cast.drafter_gov)
    with django_assert_max_num_queries(len(before.captured_queries)):
        download(stage, as_user())


def test_a_command_without_a_consultation_fails(tmp_path):
    with pytest.raises(CommandError):
        call_command("export_consultation", "nulle-part", "--output", str(tmp_path / "x.zip"))


def test_the_documentation_names_every_column():
    documented = Path(__file__).parents[2].joinpath("docs", "archive.md").read_text("utf-8")
    for name, columns in TABLES.items():
        part = documented.split(f"## {name}.csv, {name}.json")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")] == [
            *columns
        ]


def test_nobody_has_it_made_again_and_again(stage, as_user, settings):
    settings.PACE = settings.PACE | {"archive": (2, 3600)}
    browser = as_user()
    codes = []
    for _turn in range(3):
        answer = browser.get(f"/fr/drafting/{stage.consultation.pk}/archive.zip")
        codes.append(answer.status_code)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    assert codes == [200, 200, 429]

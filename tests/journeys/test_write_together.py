"""The whole arc without JavaScript: a text is imported, signed, suggested to, changed, answered, closed."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from consult.answers.models import Adoption, Answer, ClosingReportPage
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import Draft, DraftPage, Section, Version
from consult.threads.models import Comment
from tests.factories.pages import make_translation
from tests.following.telling import send_all, tell
from tests.journeys.browser import Browser

pytestmark = pytest.mark.django_db

PLAN = """# Plan d’ouverture

## Données

Les données existent, mais elles restent dispersées.

## Réunions

Le comité se réunit régulièrement.
"""
MONTHLY = "Le comité se réunit chaque mois."
TOGETHER = "Les données existent, sont réunies et publiées."


def test_from_a_file_to_the_closing_report(stage, cast, django_capture_on_commit_callbacks):
    publisher = Browser().sign_in(cast.publisher)
    gov, civ = Browser().sign_in(cast.drafter_gov), Browser().sign_in(cast.drafter_civ)

    page = import_text(publisher, stage)
    assert not page.live
    sign(gov, civ, page)
    draft = Draft.objects.get(pk=page.translation_key)
    assert draft.versions.get().signatures.count() == 2

    english = make_translation(DraftPage.objects.get(pk=page.pk))
    meetings, texts = section_of(draft, "régulièrement"), section_of(draft, "dispersées")
    french = suggest(Browser().sign_in(cast.citizen), page.url, meetings, MONTHLY)
    remark = suggest(
        Browser().sign_in(cast.neighbour), english.url, texts, "The data are brought together."
    )

    take_up(gov, draft, french, action="as_is")
    take_up(civ, draft, remark, action="reworded", wording=TOGETHER)
    assert MONTHLY not in str(Browser().open(page.url))  # the public text is as it was
    sign(civ, gov, page)
    assert MONTHLY in str(Browser().open(page.url))
    assert set(Adoption.objects.values_list("manner", "version__number")) == {
        ("as_is", 2),
        ("reworded", 2),
    }

    reader = Browser()
    reader.open(reverse("drafts:difference", args=[draft.pk, 1, 2]))
    for contributor in (cast.citizen, cast.neighbour):
        assert contributor.public_name in reader.page.get_text()

    civ.open(
        f"{reverse('answers:begin', args=[draft.pk])}?contribution={french.pk}"
        f"&contribution={remark.pk}"
    )
    with django_capture_on_commit_callbacks(execute=True):  # mails go out then
        civ.send("form.answer-form", outcome="adopted", reasons="Retenu.", action="publish")
    answer = Answer.objects.get()
    assert set(answer.contributions.all()) == {french, remark}
    tell()
    assert set(send_all()) == {cast.citizen.email, cast.neighbour.email}
    assert "Retenu." in reader.open(reverse("answers:answer", args=[answer.pk])).get_text()

    close(stage)
    publisher.open(reverse("answers_closing", args=[stage.consultation_page.pk]))
    publisher.send('form[action$="/closing/"]')
    report = report_on(publisher, stage)
    text = reader.open(report.url).get_text()
    assert cast.citizen.public_name in text
    archive = reader.client.get(reverse("answers:archive", args=[stage.consultation.pk]))
    with ZipFile(BytesIO(b"".join(archive.streaming_content))) as files:
        assert any("Retenu." in files.read(name).decode() for name in files.namelist())


def import_text(publisher, stage):
    publisher.open(reverse("drafts_import", args=[stage.consultation_page.pk]))
    publisher.send(
        'form[enctype="multipart/form-data"]', file=SimpleUploadedFile("plan.md", PLAN.encode())
    )
    publisher.send('main form:has(input[name="plan"])')
    assert publisher.status == 200
    return DraftPage.objects.get(title="Plan d’ouverture")


def sign(first, second, page):
    """Have both colleges sign on the page for it: the second signature publishes."""
    for drafter in (first, second):
        drafter.open(reverse("answers:signing", args=[page.translation_key]))
        drafter.send('form:has(input[value="sign"])')
        assert drafter.status == 200
    page.refresh_from_db()
    assert page.live


def section_of(draft, words):
    version = Version.objects.get(draft=draft, language="fr", number=1)
    return Section.objects.get(versions__version=version, versions__text__contains=words)


def suggest(browser, url, section, wording):
    browser.open(f"{url}?section={section.key}")
    browser.send("form.composer", kind="suggestion", wording=wording, body="")
    assert browser.status == 200
    return Comment.objects.latest("pk")


def take_up(drafter, draft, contribution, **typed):
    drafter.open(reverse("answers:desk", args=[draft.pk]))
    assert str(contribution.pk) in str(drafter.page)
    drafter.open(reverse("answers:take_up", args=[draft.pk, contribution.pk]))
    drafter.send("#take-up form", **typed)
    assert drafter.status == 200


def close(stage):
    """Let the time for contributions be over."""
    ended = timezone.now() - timedelta(days=1)
    for model, key in ((Consultation, "pk"), (ConsultationPage, "translation_key")):
        model.objects.filter(**{key: stage.consultation.pk}).update(closes_at=ended)


def report_on(publisher, stage):
    publisher.open(reverse("answers_closing", args=[stage.consultation_page.pk]))
    publisher.send('form[action$="/report/"]')
    report = ClosingReportPage.objects.get()
    report.get_latest_revision().publish()
    return ClosingReportPage.objects.get()

"""The demonstration's drafters at work: what they take up, sign and answer, and how it ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.demo import content
from cms.demo.desk import dated
from cms.demo.discussion import Act, Turn
from cms.demo.site import fields_of_version
from cms.demo.translating import translate, twin_of
from consult.answers.models import Answer, AnswerText, ClosingReportPage, Signature
from consult.answers.services import adoptions, answers, assignments, completion, report, signatures
from consult.answers.signed_text import mark_of
from consult.answers.working import working_text
from consult.consultations.models import Consultation, ConsultationPage
from consult.drafts.models import DraftPage, Section, Version
from consult.people.models import User


class Drafters:
    """What drafters and publishers did with some drafts, step by step."""

    def __init__(self, pages: dict[str, DraftPage], people: dict[str, User]) -> None:
        self.pages, self.people = pages, people
        self.texts = content.read("answers")
        self.locales = {
            code: Locale.objects.get(language_code=code) for code in content.languages()
        }
        self.said: dict[str, Turn] = {}
        """What was said, by the name under which answers speak of it."""

    def acts(self) -> Iterator[Act]:
        """Return what was done with contributions."""
        for step in self.texts["taken_up"]:
            yield Act(step["days_ago"], lambda at, step=step: self.take_up(step, at))
        for step in self.texts["assigned"]:
            yield Act(step["days_ago"], lambda at, step=step: self.assign(step, at))
        for step in self.texts["answers"]:
            yield Act(step["days_ago"], lambda at, step=step: self.answer(step, at))

    # The text

    def versions(self) -> list[tuple[str, int, float]]:
        """Return the drafts and numbers of all versions, with how many days ago each was published."""
        days: dict[tuple[str, int], float] = {}
        for one in self.texts["signatures"]:
            key = (one["draft"], one["version"])
            days[key] = min(one["days_ago"], days.get(key, one["days_ago"]))
        ordered = sorted(days.items(), key=lambda item: -item[1])
        return [(name, number, when) for (name, number), when in ordered]

    def publish(self, name: str, number: int) -> None:
        """Have both colleges sign a version, which publishes it; its translation follows."""
        page = self.working(name)
        if number > 1:
            page.sections = fields_of_version(name, number)[content.SOURCE]["sections"]
            page.save_revision(user=self.people["drafter-gov"])
        signed = []
        for one in self.texts["signatures"]:
            if (one["draft"], one["version"]) == (name, number):
                page = DraftPage.objects.get(pk=page.pk)
                signature = signatures.sign(
                    by=self.people[one["by"]],
                    page=page,
                    seen=mark_of(page.get_latest_revision()),
                    dissent=one.get("dissent", ""),
                )
                signed.append((signature, one["days_ago"]))
        for (
            signature,
            days_ago,
        ) in signed:  # all at the end: a signature follows the text it is under
            at = timezone.now() - timedelta(days=days_ago)
            Signature.objects.filter(pk=signature.pk).update(signed_at=at)
        page = DraftPage.objects.get(pk=page.pk)
        for language, fields in fields_of_version(name, number).items():
            if language != content.SOURCE:
                translate(page, twin_of(page, **fields), self.locales[language])

    def take_up(self, step: dict[str, Any], at: datetime) -> None:
        """Change a section in the editor, and name the contributions that caused it."""
        by, page = self.people[step["by"]], self.working(step["draft"])
        key = content.block_id(step["draft"], step["section"])
        changed = {
            block.id: block
            for block in fields_of_version(step["draft"], 2)[content.SOURCE]["sections"]
        }
        page.sections = page.sections.stream_block.to_python(
            [
                changed[block["id"]].get_prep_value() if block["id"] == str(key) else block
                for block in page.sections.get_prep_value()
            ]
        )
        page.save_revision(user=by)
        section = Section.objects.get(draft=page.translation_key, key=key)
        with dated(at):
            working = working_text(self.working(step["draft"]), section)
            adoptions.take_up(
                by=by,
                contribution_ids=[self.said[one].comment.pk for one in step["causes"]],
                wording=working.text,
                seen=working.seen,
            )

    def working(self, name: str) -> DraftPage:
        """Return a draft as it was last saved."""
        page = DraftPage.objects.get(pk=self.pages[name].pk)
        return page.get_latest_revision_as_object()

    # Answers

    def assign(self, step: dict[str, Any], at: datetime) -> None:
        with dated(at):
            assignments.assign(
                by=self.people[step["by"]],
                contribution_ids=[self.said[step["what"]].comment.pk],
                drafter=self.people[step["to"]],
            )

    def answer(self, step: dict[str, Any], at: datetime) -> None:
        """Begin an answer, and publish it with one signature or two where it is meant to be."""
        draft = self.pages[step["draft"]].translation_key
        by, language = self.people[step["by"]], step["language"]
        section = step.get("section")
        version = Version.objects.filter(
            draft=draft, language=content.SOURCE, number=step.get("version")
        ).first()
        words = answers.Words(
            outcome=step["outcome"],
            reasons=step["reasons"][language],
            language=language,
            section_key=content.block_id(step["draft"], section) if section else None,
            version=version and version.pk,
        )
        contributions = [self.said[one].comment.pk for one in step["to"]]
        with dated(at):
            answer = answers.begin_answer(
                by=by, draft_id=draft, contributions=contributions, words=words
            )
            if step.get("unpublished"):
                return
            answers.publish_answer(by=by, answer_id=answer.pk)
            if other := step.get("also"):
                answers.sign_answer(by=self.people[other], answer_id=answer.pk)
        self.translate_answer(answer, step["reasons"])

    def translate_answer(self, answer: Answer, reasons: dict[str, str]) -> None:
        text = AnswerText.objects.get(answer=answer)
        for language, words in reasons.items():
            if language != answer.language and language in self.locales:
                translate(text, twin_of(text, reasons=words), self.locales[language])

    # The end

    def close(self) -> None:
        """Complete consultations whose contributions are all answered, and report on them."""
        for step in self.texts["completed"]:
            by, at = self.people[step["by"]], timezone.now() - timedelta(days=step["days_ago"])
            key = Consultation.objects.get(drafts=self.pages[step["draft"]].translation_key).pk
            with dated(at):
                completion.complete_consultation(by=by, consultation_id=key, language="fr")
            with translation.override(content.SOURCE):
                page = report.make_report(by=by, consultation_id=key)
            page.get_latest_revision().publish()
            page.refresh_from_db()
            for locale in self.locales.values():
                above = page.get_parent().specific.get_translation_or_none(locale)
                if locale != page.locale and above and not above.alias_of_id:
                    translate(page, self.report_in(locale, page, above), locale)

    def report_in(
        self, locale: Locale, page: ClosingReportPage, above: ConsultationPage
    ) -> ClosingReportPage:
        """Return a closing report as it would have been made in another language."""
        with translation.override(locale.language_code):
            made = {part["type"]: part["value"] for part in report.first_body(above)}
            title = gettext("Closing report")
        body = [{**part, "value": made[part["type"]]} for part in page.body.get_prep_value()]
        return twin_of(page, title=title, body=page.body.stream_block.to_python(body))

"""Which page stands below which, and who sees it."""

import pytest
from wagtail.blocks import RawHTMLBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.test.utils import WagtailPageTestCase

from cms.pages.pages import EditorialPage, HomePage
from consult.answers.models import ClosingReportPage
from consult.consultations.models import ConsultationListPage, ConsultationPage
from consult.drafts.models import DraftPage

TREE = {
    HomePage: {EditorialPage, ConsultationListPage},
    EditorialPage: {EditorialPage},
    ConsultationListPage: {ConsultationPage},
    ConsultationPage: {DraftPage, ClosingReportPage},
    DraftPage: set(),
    ClosingReportPage: set(),
}


class TreeRules(WagtailPageTestCase):
    """Each page type allows below it what the tree says, and nothing else."""

    def test_children(self):
        for parent, children in TREE.items():
            self.assertAllowedSubpageTypes(parent, children)

    def test_parents(self):
        self.assertAllowedParentPageTypes(HomePage, {Page})
        self.assertAllowedParentPageTypes(EditorialPage, {HomePage, EditorialPage})
        self.assertAllowedParentPageTypes(ConsultationListPage, {HomePage})
        self.assertAllowedParentPageTypes(ConsultationPage, {ConsultationListPage})
        self.assertAllowedParentPageTypes(DraftPage, {ConsultationPage})
        self.assertAllowedParentPageTypes(ClosingReportPage, {ConsultationPage})


@pytest.mark.parametrize("page_class", list(TREE))
def test_no_page_is_kept_by_a_shared_password(page_class):
    """A shared password never opens a stream, so it is not offered for any page."""
    assert "password" not in page_class.private_page_options


@pytest.mark.parametrize("page_class", list(TREE))
def test_no_page_takes_raw_html(page_class):
    """CVE-2026-45572: editors' raw HTML ran in visitors' browsers."""

    def all_blocks(block):
        yield block
        children = getattr(block, "child_blocks", {}).values()
        inner = getattr(block, "child_block", None)
        for child in [*children, *([inner] if inner else [])]:
            yield from all_blocks(child)

    for field in page_class._meta.get_fields():
        if isinstance(field, StreamField):
            assert not any(isinstance(one, RawHTMLBlock) for one in all_blocks(field.stream_block))

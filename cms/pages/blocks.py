"""What an editorial page is made of. No raw HTML: editors' scripts would run for visitors."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

PROSE = ["bold", "italic", "link", "ul", "ol", "document-link"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    words = blocks.TextBlock(label=pgettext_lazy("of a quotation", "Words"), rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class FigureBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/figure.html"


class EditorialBlock(blocks.StreamBlock):
    """The body of an editorial page."""

    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", template="pages/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=PROSE)
    quote = QuoteBlock()
    figure = FigureBlock()
    document = DocumentChooserBlock(label=_("Document"), template="pages/blocks/document.html")

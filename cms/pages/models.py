"""Django finds the page classes here."""

from cms.pages.pages import EditorialPage, HomePage

__all__ = ["EditorialPage", "HomePage"]

"""Answers, signatures and reports in Wagtail's admin."""

from consult.answers.wagtail_hooks import answers, closing, signing

__all__ = ["answers", "closing", "signing"]

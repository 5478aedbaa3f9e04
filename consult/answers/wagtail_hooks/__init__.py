"""Answers, signatures and reports in Wagtail's admin."""

from consult.answers.wagtail_hooks import closing, signing

__all__ = ["closing", "signing"]

"""Sentences of allauth that Parvis says in its own words: being here, they are in its catalogues."""

from django.utils.translation import gettext_noop

REWORDED = (
    gettext_noop("Add Email"),
    gettext_noop("Are you sure you want to sign out?"),
    gettext_noop("Bad Token"),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Confirm Access"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Please type your current password."),
    gettext_noop("Successfully signed in as %(name)s."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("You are already logged in as %(user_display)s."),
    gettext_noop("You have signed out."),
    gettext_noop(
        "The password reset link was invalid, possibly because it has already been used.  Please "
        'request a <a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
)

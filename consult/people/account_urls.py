"""Addresses of accounts that are ours, beside allauth's."""

from django.urls import path, re_path

from consult.people import openid, views

urlpatterns = [
    # allauth confirms by code; links that were sent before it did still lead somewhere.
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.old_link, name="account_confirm_email"),
    path("with/<slug:provider_id>/", openid.leave, name="openid_connect_login"),
    path("signup/again/", views.sign_up_again, name="account_signup_again"),
]

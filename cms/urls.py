"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from consult.threads.views import comment_permalink

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("c/<uuid:comment_id>", comment_permalink, name="comment_permalink"),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path(
            "jsi18n/", JavaScriptCatalog.as_view(packages=["cms.theme"]), name="javascript_catalog"
        ),
        path("account/", include("allauth.account.urls")),
        path("account/profile/", include("consult.people.urls")),
        path("moderation/", include("consult.moderation.urls")),
        path("", include("consult.threads.urls")),
        path("", include(wagtail_urls)),
    ),
]

handler403 = "cms.errors.forbidden"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"

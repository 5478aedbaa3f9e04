from django.urls import path, re_path

from consult.api.api import api
from consult.api.entrance import unknown

urlpatterns = [
    path("", api.urls),
    re_path(r"", api.entrance(unknown)),
]

"""Write the snapshot of the schema anew: `python -m tests.api.snapshot`."""

import json
import os
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()

    from consult.api.api import api

    text = json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, sort_keys=True)
    path = Path(__file__).parents[1] / "snapshots" / "openapi.json"
    path.write_text(text + "\n", encoding="utf-8")

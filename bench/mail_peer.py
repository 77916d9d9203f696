"""The peer of bench/mail_path.py: django-helpdesk's `get_email` on a folder, run by a Python that has it installed.

Reads folders from standard input, one a line; takes the mails in each as `manage.py get_email` does; prints one line of
JSON about it: seconds, processor seconds, tickets. Knows nothing of Signaal. Arguments: database, user, host.
"""

# Its packages are the peer's, in an environment of its own:
# pyright: reportMissingImports=false, reportMissingModuleSource=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import json
import logging
import sys
import time
import types

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

_APPS = (
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.sites", "django.contrib.admin", "django.contrib.humanize", "django.contrib.staticfiles",
    "rest_framework", "helpdesk",
)  # fmt: skip


def configure(name: str, user: str, host: str) -> None:
    """Set Django up as the project's documentation does, with mail that goes nowhere and no extras."""
    urls = sys.modules["peer_urls"] = types.ModuleType("peer_urls")
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 # of a throw-away installation
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": user, "HOST": host}},
        INSTALLED_APPS=_APPS,
        ROOT_URLCONF="peer_urls",
        SITE_ID=1,
        USE_TZ=True,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_KANBAN_BOARD_ENABLED=False,
    )
    django.setup()
    vars(urls)["urlpatterns"] = [path("", include("helpdesk.urls", namespace="helpdesk"))]
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)


def serve() -> None:
    """Take folder after folder."""
    # Only importable once Django is set up.
    from helpdesk.email import process_queue  # noqa: PLC0415 # Django must be set up first
    from helpdesk.models import Queue, Ticket  # noqa: PLC0415 # Django must be set up first

    queue = Queue.objects.create(
        title="Bench", slug="bench", email_address="bench@example.org", allow_email_submission=True,
        email_box_type="local", enable_notifications_on_email_events=False,
    )  # fmt: skip
    print("ready", flush=True)
    for line in sys.stdin:
        queue.email_box_local_dir = line.strip()
        queue.save()
        before, began, cpu = Ticket.objects.count(), time.monotonic(), time.process_time()
        process_queue(queue, logger=logging.getLogger("peer"))
        told = {
            "seconds": time.monotonic() - began,
            "cpu": time.process_time() - cpu,
            "tickets": Ticket.objects.count() - before,
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    configure(*sys.argv[1:4])
    serve()

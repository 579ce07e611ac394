"""The door of e-mails where there is no mail server: what is printed can be read."""

from __future__ import annotations

from io import StringIO

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend

from comptoir.platform import mailing


def test_on_the_terminal_a_file_is_named_and_not_printed(settings):
    settings.EMAIL_BACKEND = mailing.TERMINAL
    out = StringIO()
    message = EmailMessage(
        "Rappel",
        "Bonjour",
        "a@lumen.example",
        ["b@morvan.example"],
        connection=EmailBackend(stream=out),
    )
    message.attach("statement.pdf", b"%PDF" * 100, "application/pdf")
    assert mailing.send(message)
    assert "Bonjour\n\n[statement.pdf]" in out.getvalue()
    assert "base64" not in out.getvalue()

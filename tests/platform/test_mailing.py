"""The door of e-mails where there is no mail server: what is kept can be read."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage

from comptoir.platform import mailing
from comptoir.platform.ids import new_id

pytestmark = pytest.mark.django_db


def test_without_a_mail_server_an_email_is_a_file_with_all_it_carries(
    settings, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("COMPTOIR_HOME", str(tmp_path))
    settings.EMAIL_BACKEND = mailing.FOLDER
    message = EmailMessage("Rappel à régler", "Bonjour", "a@lumen.example", ["b@morvan.example"])
    message.attach("statement.pdf", b"%PDF" * 100, "application/pdf")
    assert mailing.send(message, new_id())
    (kept,) = (tmp_path / "mail").glob("*.eml")
    read = message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Rappel à régler", "b@morvan.example")
    (file,) = read.iter_attachments()
    assert file.get_content() == b"%PDF" * 100
    assert kept.stat().st_mode & 0o077 == 0
    said = capsys.readouterr().out
    assert said == f"E-mail to b@morvan.example: Rappel à régler  ({kept})\n"


def test_two_emails_at_once_are_two_files(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPTOIR_HOME", str(tmp_path))
    settings.EMAIL_BACKEND = mailing.FOLDER
    for _ in range(2):
        mailing.send(EmailMessage("s", "b", None, ["b@morvan.example"]), new_id())
    assert len(list(mailing.folder().iterdir())) == 2


def test_a_subject_commands_no_terminal(settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COMPTOIR_HOME", str(tmp_path))
    settings.EMAIL_BACKEND = mailing.FOLDER
    EmailMessage("a\x1b[2Jb", "b", None, ["b@morvan.example"]).send()
    assert "\x1b" not in capsys.readouterr().out

"""The command that starts another system in the box, to try connections out."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from comptoir.cli_command import FAILED, Outcome, Say

FAKE = """Start a CRM, a shop or an ERP in the box, to try connections out until stopped (Ctrl-C).

examples:
  comptoir fake hubspot                   a CRM, and what to enter in Settings › Connections
  comptoir fake woocommerce --secret TEXT --webhooks URL   a shop that tells at once
  comptoir fake erpnext --fresh           an ERP that forgets what it held before
  curl -d '{"kind": "timeout", "on": "POST"}' http://127.0.0.1:8091/__fake__/faults   one lost answer"""
SYSTEMS = ("hubspot", "woocommerce", "erpnext")
PORTS = dict(zip(SYSTEMS, (8091, 8092, 8093), strict=True))


def fake_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("system", choices=SYSTEMS, help="which API it speaks")
    parser.add_argument(
        "--port", type=int, help="on this machine only; by default 8091, 8092, 8093"
    )
    parser.add_argument("--webhooks", metavar="URL", default="", help="where it tells what changes")
    parser.add_argument(
        "--secret", metavar="TEXT", help="signs what it tells; by default a new one"
    )
    kept = "where it remembers what it holds; by default a file beside the data of Comptoir"
    parser.add_argument("--keep", metavar="FILE", help=kept)
    parser.add_argument("--fresh", action="store_true", help="begin anew")


def fake(args: argparse.Namespace, say: Say) -> Outcome:
    """Serve until stopped; the facts are what to enter in Comptoir."""
    import django

    from comptoir.platform.database import without

    with without():  # what it holds stands in a file
        django.setup()
    from comptoir.adapters.fakes import FAKES
    from comptoir.adapters.fakes.serving import Served
    from comptoir.platform import home

    secret = args.secret or secrets.token_hex(16)
    keep = Path(args.keep) if args.keep else home.home() / "fakes" / f"{args.system}.json"
    home.make(keep.parent)
    if args.fresh:
        keep.unlink(missing_ok=True)
    made = FAKES[args.system](secret=secret, webhooks=args.webhooks, file=keep)
    port = PORTS[args.system] if args.port is None else args.port
    try:
        served = Served(made, port)
    except OSError as taken:
        return Outcome({"error": f"Port {port}: {taken.strerror}. Choose another: --port"}, FAILED)
    facts = {"system": args.system, "url": served.url, "token": made.token, "secret": secret}
    for line in _told(facts, made.title, args.webhooks):
        say(line)
    try:
        served.forever()
    except KeyboardInterrupt:
        say("Stopped.")
    return Outcome({**facts, "calls": len(made.calls)})


def _told(facts: Mapping[str, Any], title: str, webhooks: str) -> list[str]:
    first = [
        f"{title} at {facts['url']} – open it to see what it holds and to click as its people do.",
        "",
        "Enter in Settings › Connections › Connect a system:",
        f"  System                  {facts['system']}",
        f"  Address                 {facts['url']}",
        f"  Key                     {facts['token']}",
        f"  Secret of its messages  {facts['secret']}",
        "",
    ]
    if webhooks:
        return [*first, f"What changes is told to {webhooks}. Stop with Ctrl-C."]
    again = f"comptoir fake {facts['system']} --secret {facts['secret']} --webhooks ADDRESS"
    return [
        *first,
        "Comptoir asks it every few minutes. To be told at once, start it again with the address that the",
        f"page of the connection shows: {again}",
    ]

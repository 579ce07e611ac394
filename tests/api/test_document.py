"""The OpenAPI document: whole, unambiguous, built once; and every action of the company is in the API."""

from __future__ import annotations

import ast
import inspect
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from pydantic import BaseModel

import comptoir
from comptoir.pages.api import api
from tests.api.driving import call

HOME = Path(comptoir.__file__).parent
WRITING = {"post", "put", "patch", "delete"}
# Actions that no operation calls, and why.
NOT_BY_API = {
    "features.begin_with": "the form of a new company, a sign-up; a program: PUT /company/features",
    "configuring.configure_publicly": "a visitor's page; a program: POST /models/{id}/configurations",
    "quoting.open_quote": "the customer's browser opens the public page; a program reads the offer",
    "quoting.draft_renewal": "the process answers RenewalOpened; by hand: POST /quotes",
    "quoting.add_line": "POST /quotes/{id}/lines adds one line or many",
    "quoting.undo_edit": "takes back what a person typed; a program sends the lines it wants",
    "quoting.redo_edit": "see quoting.undo_edit",
    "contracting.amend_contract": "the process answers the acceptance of an amendment",
    "subscribing.amend_services": "the process answers ContractAmended",
    "ordering.end_held": "the process answers the end of a contract; one: POST /orders/{id}/cancel",
    "renewing.end_terminated": "the process answers the end of a contract; one: …/lose",
    "subscribing.end_terminated": "the process answers POST /contracts/{id}/end",
    "recognizing.plan_steps": "the process answers what changes services",
    "recognizing.spread_again": "the process answers what changes or ends services",
    "ordering.hold_returned": "the process answers PaymentReturned: POST /payments/{id}/return",
    "ordering.release_approved": "the process answers ApprovalGiven: POST /approvals/{id}/approve",
    "ordering.cancel_rejected": "the process answers ApprovalRejected: POST /approvals/{id}/reject",
    "contracting.open_signing": "the signer's own browser, by the private link and a one-time code",
    "contracting.make_signing_code": "see contracting.open_signing",
    "contracting.try_signing_code": "see contracting.open_signing",
    "contracting.sign_document": "see contracting.open_signing: nobody signs for another",
    "contracting.decline_signing": "see contracting.open_signing",
    "contracting.ask_signing_link": "see contracting.open_signing",
    "contracting.remind_signers": "the daily catch-up; one: POST /signers/{id}/remind",
    "contracting.close_signing": "the process answers the last signature",
    "contracting.hand_over_signing": "the process, once the trust service has taken the request",
    "contracting.follow_service": "the trust service's own message, or the worker's minute",
    "contracting.fail_at_service": "see contracting.follow_service",
    "contracting.customer_proposes": "the customer's own browser behind the private link",
    "contracting.customer_decides": "see contracting.customer_proposes",
    "contracting.customer_reads": "see contracting.customer_proposes",
    "contracting.customer_withdraws": "see contracting.customer_proposes",
    "contracting.customer_comments": "see contracting.customer_proposes",
    "contracting.remind_duties": "the daily catch-up",
    "contracting.mark_draft_mailed": "the worker, after it has told a side of proposed words",
    "contracting.mark_duty_mailed": "the worker, after it has mailed a reminder",
    "contracting.mark_signing_mailed": "the worker, after it has mailed a signer",
    "invoicing.mail_issued": "the worker's minute, where the company or the customer wants it",
    "invoicing.mark_invoice_mailed": "the worker, after it has sent an e-mail or could not",
    "invoicing.open_invoice": "the customer's browser opens the private page of an invoice",
    "collecting.remind_returned": "the process answers PaymentReturned; by hand: POST /reminders",
    "collecting.mark_payer_mailed": "the worker, after it has told the house",
    "collecting.tell_collector": "the customer's own browser, on the private page of an invoice",
    "invoicing.bill_dated": "the daily catch-up; one order: POST /invoices/installment",
    "subscribing.end_services": "the process answers OrderClosed and OrderCanceled; one: …/end",
    "quoting.set_section": "PUT /quotes/{id}/lines sets the sections with the whole grid",
    "collecting.mark_reminder_mailed": "the worker, after it has mailed a reminder",
    "collecting.open_item": "the process opens the item of each document that is issued",
    "approvals.decide_by_link": "the page behind the link; a program: POST /approvals/{id}/approve",
    "approvals.remind_approver": "the page of a link that is too old; a program makes the link itself",
    "approvals.mark_mailed": "the worker, after it has mailed a notice",
    "actions.link_record": "the worker, once a record is in the other system, or comes from it",
    "actions.take_record": "the worker, after it has applied what another system told",
    "trying.sign_up": "a stranger's own browser: an account is made where its page is seen",
    "trying.let_in": "the worker, once the company of a trial is played",
    "shop.ask_on_website": "a visitor's own browser; a program: POST /customers, then POST /quotes",
    "portal.forward_room": "an invited buyer's own browser; a program: POST /quotes/{id}/buyers",
    "portal.ask_question": "the buyer's own browser, by the private link",
    "portal.make_counter": "see portal.ask_question",
    "portal.withdraw_counter": "see portal.ask_question",
    "portal.take_counter": "the process answers QuoteRevised; by hand: POST /counters/{id}/accept",
    "portal.forget_visits": "the daily catch-up",
    "portal.mark_room_mailed": "the worker, after it has mailed somebody",
    "imports.keep_check": "a step of POST /imports",
    "imports.receive_line_file": "a step of POST /quotes/{id}/line-files",
    "imports.import_lines": "a step of POST /line-files/{id}/commit",
    "imports.keep_line_check": "a step of POST /quotes/{id}/line-files and of its commit",
    "imports.start_writing": "a step of POST /imports/{id}/commit, in the worker",
    "imports.import_documents": "a step of POST /imports/{id}/commit, in the worker",
    "imports.finish": "a step of POST /imports/{id}/commit, in the worker",
}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = api.get_openapi_schema()["paths"]
    return [
        (m, p.removeprefix("/api/v1"), o) for p, known in paths.items() for m, o in known.items()
    ]


def test_every_operation_says_what_it_does_and_how_it_refuses() -> None:
    for method, path, operation in operations():
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"].strip(), where
        assert operation["tags"], where
        for code in ("400", "401", "403", "404", "409", "422"):
            known = operation["responses"][code]["content"]["application/problem+json"]["schema"]
            assert known == {"$ref": "#/components/schemas/Problem"}, f"{where} {code}"
        named = {p["name"] for p in operation.get("parameters", [])}
        assert method not in WRITING or {"Idempotency-Key", "dry_run"} <= named, where


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _m, _p, operation in operations()]
    assert len(names) == len(set(names))


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = api.get_openapi_schema()
    known = document["components"]["schemas"]
    for ref in _references(document):
        assert ref.removeprefix("#/components/schemas/") in known, ref


def test_a_schema_name_means_one_thing_in_all_rooms() -> None:
    named: dict[str, set[type]] = {}
    for router in _modules("*api.py", "*schemas.py"):
        for kind in vars(router).values():
            if inspect.isclass(kind) and issubclass(kind, BaseModel):
                named.setdefault(kind.__name__, set()).add(kind)
    shown = set(api.get_openapi_schema()["components"]["schemas"])
    twice = {n: sorted(map(str, kinds)) for n, kinds in named.items() if len(kinds) > 1}
    assert {n: kinds for n, kinds in twice.items() if n in shown} == {}


def test_every_example_of_a_body_keeps_its_schema() -> None:
    seen = 0
    for module in _modules("*api.py", "*schemas.py"):
        for kind in vars(module).values():
            if inspect.isclass(kind) and issubclass(kind, BaseModel):
                extra: Any = kind.model_config.get("json_schema_extra") or {}
                for example in extra.get("examples", ()):
                    kind.model_validate(example)
                    seen += 1
    assert seen >= 5


@pytest.mark.django_db
def test_the_document_is_built_once_and_need_not_be_sent_twice() -> None:
    first = Client().get("/api/v1/openapi.json")
    assert (first.status_code, first["Content-Type"]) == (200, "application/json")
    assert first.json()["openapi"].startswith("3.1")
    assert api.get_openapi_schema() is api.get_openapi_schema()
    again = Client().get("/api/v1/openapi.json", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_the_page_of_the_api_keeps_the_strict_policy() -> None:
    page = Client().get("/api/v1/docs", follow=True)
    policy, html = page["Content-Security-Policy"], page.content.decode()
    assert page.status_code == 200
    assert "unsafe-inline" not in policy
    assert "<script>" not in html
    assert " style=" not in html
    assert "onclick" not in html


def test_every_action_is_an_operation_or_says_why_not() -> None:
    called: set[Any] = set()
    for module in _modules("*api.py", "portal/answering.py"):  # what a buyer answers by any door
        called |= _actions_named_in(module)
    missing = {
        f"{n.split('.')[0]}.{f.__name__}" for n, f in _all_actions().items() if f not in called
    }
    assert missing == set(NOT_BY_API)


def _all_actions() -> dict[str, Any]:
    """Every function that `@action` made, by room and name."""
    found = {}
    for path in HOME.rglob("*.py"):
        if "@action(may=" not in path.read_text(encoding="utf-8"):
            continue
        module = import_module(_name(path))
        for value in vars(module).values():
            if hasattr(value, "may") and value.__module__ == module.__name__:
                room = module.__name__.split(".")
                at = room[3] if room[1] in ("records", "stages", "insight") else room[2]
                at = at if room[1] not in ("records", "stages", "insight") else room[2]
                found[f"{at}.{value.__name__}"] = value
    assert len(found) > 90
    return found


def _actions_named_in(module: ModuleType) -> set[Any]:
    """The actions that a module of the API names as `actions.verb`."""
    tree = ast.parse(inspect.getsource(module))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            home = vars(module).get(node.value.id)
            named = getattr(home, node.attr, None) if isinstance(home, ModuleType) else None
            if hasattr(named, "may"):
                found.add(named)
    return found


def _modules(*names: str) -> list[ModuleType]:
    api.get_openapi_schema()
    paths = [p for name in names for p in HOME.rglob(name) if p.parent.name != "platform"]
    return [sys.modules.get(_name(p)) or import_module(_name(p)) for p in paths]


def _name(path: Path) -> str:
    parts = path.relative_to(HOME.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_references(v) for v in value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()


def test_the_document_is_not_for_writing() -> None:
    assert call("POST", "/openapi.json").status_code == 405

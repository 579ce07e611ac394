"""Every page that the URL resolver knows, with an example for each parameter of its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from comptoir.platform.models import Progress
from comptoir.platform.progress import start
from comptoir.records.approvals import actions as approvals
from comptoir.stages.contracting import links
from comptoir.stages.invoicing import links as pages_of_invoices
from tests.world import do_as

# Tested elsewhere: the account's own pages (test_login.py), the design system (tests/shell), the API, and the
# pages of a stranger who tries it, which an installation has only where it says so (test_login.py too).
ELSEWHERE = ("accounts/", "shell/", "api/", "try/", "hooks/")

# Files that this company does not have; their rooms test them.
ABSENT = (
    "catalog:picture", "parties:logo", "contracting:signing_proof", "contracting:seal_certificate",
)  # fmt: skip
# What is below the lines of an order that is being typed; test_order_entry.py asks it.
TYPED = ("ordering:why_typed",)
# Steps that need an uploaded file; driven in tests/pages/imports/test_pages.py.
UPLOADED = "imports:"

# Where the first row of the parameter's table is not the one that the page shows: page → its filter.
WANTED: dict[str, dict[str, Any]] = {
    "quoting:edit": {"state": "draft"},
    "quoting:terms": {"state": "draft"},
    "quoting:grid": {"state": "draft"},
    "quoting:products": {"state": "draft"},
    "quoting:why": {"state": "draft"},
    "quoting:amend": {"state": "active", "ends_on__isnull": False},
    "invoicing:credit": {"state": "issued", "kind": "invoice"},
    "fulfilling:deliver": {"state": "open"},
    **{f"shop:{page}": {"title": "Armoires sur mesure"} for page in ("choose", "line", "new")},
    "shop:running": {"quote__title": "Vélos loués"},
    "desk:of_quote": {"state": "accepted"},
}


def _row(model: str) -> Callable[[dict[str, Any]], object]:
    def key(wanted: dict[str, Any]) -> object:
        found = apps.get_model(model).objects.filter(**wanted).order_by("pk").first()
        assert found, f"the company of this test has no {model} {wanted}"
        return found.pk

    return key


# Parameter of an address → its example. A page with a new parameter needs a row here.
EXAMPLES: dict[str, Callable[[dict[str, Any]], object]] = {
    "customer_id": _row("parties.customer"),
    "partner_id": _row("parties.partner"),
    "contact_id": _row("parties.contact"),
    "mandate_id": _row("parties.selfbilling"),
    "product_id": _row("catalog.product"),
    "medium_id": _row("catalog.medium"),
    "decision_id": _row("taxes.decision"),
    "opportunity_id": _row("prospecting.opportunity"),
    "book_id": _row("pricing.pricebook"),
    "change_id": _row("pricing.pricechange"),
    "price_id": _row("pricing.price"),
    "model_id": _row("configuring.productmodel"),
    "version_id": _row("configuring.modelversion"),
    "configuration_id": _row("configuring.configuration"),
    "commission_id": _row("pricing.commission"),
    "agreement_id": _row("pricing.customerprice"),
    "verb": lambda _: "publish",
    "quote_id": _row("quoting.quote"),
    "other_id": _row("quoting.quote"),
    "template_id": _row("quoting.quotetemplate"),
    "terms_id": _row("contracting.generalterms"),
    "contract_id": _row("contracting.contract"),
    "order_id": _row("ordering.order"),
    "delivery_id": _row("fulfilling.delivery"),
    "service_id": _row("subscribing.service"),
    "invoice_id": _row("invoicing.invoice"),
    "payment_id": _row("collecting.payment"),
    "allocation_id": _row("collecting.allocation"),
    "obligation_id": _row("recognizing.obligation"),
    "ramp_id": _row("recognizing.ramp"),
    "renewal_id": _row("renewing.renewal"),
    "entry_id": _row("ledger.entry"),
    "code": lambda _: apps.get_model("ledger.account").objects.earliest("pk").code,
    "seq": lambda _: apps.get_model("platform.eventrow").objects.earliest("seq").seq,
    "signing_id": _row("contracting.signing"),
    "clause_id": _row("contracting.clause"),
    "rule_id": _row("contracting.playbookrule"),
    "draft_id": _row("contracting.draft"),
    "duty_id": _row("contracting.duty"),
    "draft_token": lambda _: draft_token(),
    "pay_token": lambda _: pay_token(),
    "message_id": _row("collecting.payermessage"),
    "place": lambda _: 1,
    "line_id": lambda _: (
        apps.get_model("quoting.quoteline").objects.filter(quote__state="draft").earliest("pk").pk
    ),
    "step": lambda _: "company",
    "request_id": _row("approvals.approvalrequest"),
    "lineage": lambda _: apps.get_model("approvals.policy").objects.earliest("pk").lineage,
    "substitute_id": _row("approvals.substitute"),
    "approval_token": lambda _: approval_token(),
    "service": lambda _: "fake",
    "connection_id": _row("integrating.connection"),
    "exchange_id": _row("integrating.outgoing"),
    "kind": lambda _: "customer",
    "our_id": lambda _: apps.get_model("integrating.link").objects.earliest("pk").our_id,
    "way": lambda _: "out",
}
GIVEN = ("token", "progress_id")  # by the company of the test


# Pages of a line: the line of the document before it in the address.
LINES: dict[str, Callable[[dict[str, Any]], object]] = {
    "ordering:why": lambda at: _row("ordering.orderline")({"order_id": at["order_id"]}),
    "shop:line": lambda at: _row("quoting.quoteline")({"quote_id": at["quote_id"]}),
    "shop:running": lambda at: _row("quoting.quoteline")({"quote_id": _sold(at["contract_id"])}),
    "invoicing:why": lambda at: _row("invoicing.invoiceline")({"invoice_id": at["invoice_id"]}),
}


def _sold(contract_id: object) -> object:
    """The quote that a contract was made from."""
    return apps.get_model("contracting.contract").objects.get(pk=contract_id).quote_id


def names() -> list[tuple[str, tuple[str, ...]]]:
    """(name, parameters) of every page in the resolver, without the parts tested elsewhere."""
    return sorted(set(_walk(get_resolver().url_patterns, "", "")))


def _walk(patterns: Any, prefix: str, space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        route = prefix + str(one.pattern)
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, route, f"{one.namespace}:" if one.namespace else space
            )
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name, tuple(one.pattern.converters)


def addresses(entity_id: UUID, token: str) -> list[tuple[str, str]]:
    """(name, path) of every page, with an example for each parameter."""
    known = {
        **EXAMPLES,
        "token": lambda _: token,
        "progress_id": lambda _: progress(entity_id),
    }
    found = []
    for name, parameters in names():
        if name in (*ABSENT, *TYPED) or (name.startswith(UPLOADED) and parameters):
            continue
        missing = [p for p in parameters if p not in known]
        assert not missing, f"{name}: no example for {missing} in EXAMPLES"
        wanted = WANTED.get(name, {})
        values = {p: known[p](wanted if n == 0 else {}) for n, p in enumerate(parameters)}
        if name.startswith("contracting:sign") and "token" in values:
            values["token"] = signer_token()
        if name in LINES:
            values["line_id"] = LINES[name](values)
        found.append((name, reverse(name, kwargs=values)))
    return found


def approval_token() -> str:
    """A link by which somebody may decide once."""
    request = apps.get_model("approvals.approvalrequest").objects.filter(state="waiting").first()
    person = apps.get_model("platform.user").objects.get(email="boss@lumen.example")
    do = do_as(request.entity_id)
    approvals.make_link(do, request_id=request.pk, person_id=person.pk)
    return str(do.answer)


def draft_token() -> str:
    """The link of a customer to the contract before signature."""
    draft = apps.get_model("contracting.draft").objects.filter(state="shared").earliest("pk")
    return links.draft_token(draft.pk, draft.link)


def pay_token() -> str:
    """The private link of an invoice, which lists the others too."""
    issued = apps.get_model("invoicing.invoice").objects.filter(state="issued", kind="invoice")
    return pages_of_invoices.token(issued.earliest("pk").pk, 1, statement=True)


def signer_token() -> str:
    """The link of somebody who is asked to sign."""
    signer = apps.get_model("contracting.signer").objects.earliest("pk")
    return links.token(signer.pk, signer.link)


def progress(entity_id: UUID) -> UUID:
    """A long run that is under way."""
    found = Progress.objects.first()
    return (
        found.pk
        if found
        else start("bill", "Billing run", actor="system", entity_id=entity_id, total=40)
    )


# What the page shows now, in one journey to the browser: its headings, title and width, and what axe finds.
# Where only colors are asked, one row stands for all whose markup has the same classes.
LOOK = """async asked => {
    let where = document;
    if (asked?.runOnly) {
        const seen = new Set();
        const names = e => [...e.attributes].map(a => a.name);
        const kind = e => [e.tagName, e.className, names(e), [...e.children].map(kind)].join();
        for (const row of document.querySelectorAll("tbody tr, li, option")) {
            const list = row.closest("table, ul, ol, select")?.className;
            const told = [row.parentElement.className, list, kind(row)].join();
            row.toggleAttribute("data-again", seen.has(told));
            seen.add(told);
        }
        if (document.querySelector("[data-again]")) where = {exclude: ["[data-again]"]};
    }
    const found = asked ? (await axe.run(where, {resultTypes: ["violations"], ...asked})).violations : [];
    return {
        h1: document.querySelectorAll("h1").length,
        title: document.title,
        here: document.querySelector("#rail") ? document.querySelectorAll("#rail [aria-current]").length : 1,
        wide: document.documentElement.scrollWidth - innerWidth,
        axe: found.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}`)),
    };
}"""


def axe_script() -> str:
    """The checker itself; as a script of the browser's context it runs beside the page's security policy."""
    from axe_playwright_python.base import AXE_SCRIPT

    return str(AXE_SCRIPT)

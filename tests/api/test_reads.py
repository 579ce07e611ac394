"""What a page shows, a program reads: every query is reached from the API, or stands here with a reason.

A query is a public function of a room's `queries.py`. It is reached when an `api.py` names it, or a
function that an `api.py` names, and so on; what an action reads for itself does not count, for its
answer shows nothing of it. What no page reads either is a step of a run, a job or an action.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import comptoir
from comptoir.pages.api import api
from tests.api import test_deeds, test_document

HOME = Path(comptoir.__file__).parent
ROOMS = ("records", "stages", "insight", "pages")
# Queries that pages read and the API does not, and why.
NOT_BY_API = {
    "approvals.colleagues": "the choice in a form: GET /people",
    "approvals.link": "the page behind a link; a program: GET /approvals/{id}",
    "approvals.newest": "opens the form of a policy; GET /approval-policies tells every version",
    "approvals.of_subject": "GET /approvals?quote_id=… and ?order_id=…",
    "approvals.policies": "GET /approval-policies, page by page",
    "approvals.staff": "the choice in a form: GET /people",
    "catalog.bundles_with": "GET /products/{id}?expand=bundles",
    "catalog.categories": "suggestions while someone types: GET /products names them",
    "catalog.count_products": "the number beside a list: GET /products",
    "catalog.find_products": "suggestions while someone types: GET /products?q=…",
    "collecting.bank_line": "fills the form of a payment: GET /bank-lines",
    "collecting.count_unmatched": "the number beside a list: GET /bank-lines",
    "collecting.documents_of": "whose history stands under a statement: GET /events?object=…",
    "collecting.unmatched": "GET /bank-lines, page by page",
    "configuring.load": "reads a text that is being written: PUT /models/{id}/draft takes it",
    "configuring.undoable": "whether Undo is shown: POST /models/{id}/draft/undo",
    "contracting.contract_of_quote": "GET /contracts?quote_id=…",
    "contracting.terms_in_force": "GET /general-terms says from which day each version binds",
    "contracting.terms_versions": "GET /general-terms, page by page",
    "currencies.pairs": "GET /exchange-rates, page by page; ages and lines are read off it",
    "credit.desk": "GET /credit/exposures, page by page",
    "fulfilling.to_deliver": "GET /to-deliver, page by page",
    "invoicing.invoices_sorted": "a column that somebody clicked: GET /invoices",
    "invoicing.to_invoice": "GET /invoices/to-invoice, page by page",
    "ledger.entries_of": "GET /ledger/entries?document=…",
    "ordering.has_configured": "whether a link is shown: GET /orders/{id} names the configurations",
    "parties.children": "GET /customers?parent_id=…",
    "parties.count_customers": "the number beside a list: GET /customers",
    "parties.customer_numbered": "reads a number that somebody typed: GET /customers?q=…",
    "parties.partners": "GET /partners, page by page",
    "pricing.coming": "GET /products/{id}?expand=prices: those to come, too",
    "pricing.price_dates": "GET /products/{id}?expand=prices: every price with its dates",
    "pricing.prices": "GET /price-books/{id}/prices, page by page",
    "prospecting.any_opportunity": "whether a list is empty: GET /opportunities",
    "prospecting.missing_billing": "POST /opportunities/{id}/win names the missing field",
    "quoting.line_facts": "a line that is typed and not kept yet",
    "subscribing.charges_of": "GET /services/{id}?expand=charges",
}
Name = tuple[str, str]  # module, function


def test_every_query_that_a_page_reads_is_in_the_api_or_says_why_not() -> None:
    by_api = _reached(_names_of(_is_api))
    by_page = _reached(_names_of(_is_page))
    queries = _queries()
    assert len(queries) > 200
    assert len(queries & by_api) > 120
    missing = {f"{m.split('.')[2]}.{f}" for m, f in (queries & by_page) - by_api}
    assert missing == set(NOT_BY_API)


def test_whatever_posts_to_the_ledger_is_tried_without_effect_by_the_test_of_deeds() -> None:
    """`tests/api/test_deeds.py` does every deed of the API dry, then in earnest, and compares answers and
    rows; here: no deed that moves money is left out of it."""
    post = ("comptoir.records.ledger.parts", "post")
    acting = {one for named in _texts().values() for one in named if _is_action(one)}
    posting = {name for one in acting if (name := _home(one)) and post in _reached([name])}
    assert {"receive_payment", "issue_invoice"} <= {f for _m, f in posting}
    assert len(posting) > 15
    offered, left_out = set(), set()
    for operation, view in _views():
        named = {_home(one) for n in _reached([view]) for one in _texts()[n] if _is_action(one)}
        moved = named & posting
        offered |= moved
        left_out |= {operation} if moved and operation in test_deeds.ELSEWHERE else set()
    assert left_out == set()
    by_hand = {f"{m.split('.')[2]}.{f}" for m, f in posting - offered}
    assert by_hand <= set(test_document.NOT_BY_API)


def _views() -> list[tuple[tuple[str, str], Name]]:
    """Method and path of every operation, and the function that answers it."""
    found = []
    for _prefix, router in api._routers:
        for path, views in router.path_operations.items():
            for one in views.operations:
                plain = inspect.unwrap(one.view_func)
                name = (plain.__module__, plain.__name__)
                found += [((m.lower(), path), name) for m in one.methods if name in _calls()]
    return found


def _is_api(module: str) -> bool:
    return module.endswith("api") or module == "comptoir.pages.relations"


def _is_page(module: str) -> bool:
    last = module.rpartition(".")[2]
    return "web" in last.split("_") or last in ("urls", "public", "views")


def _queries() -> set[Name]:
    """The public functions that a room offers as its `queries`, also those of a file of their own."""
    found = set()
    for name, module in _modules().items():
        if name.endswith(".queries"):
            room = name.removesuffix("queries")
            own = {_home(v) for k, v in vars(module).items() if _is_function(v) and k[0] != "_"}
            found |= {n for n in own if n and n[0].startswith(room)}
    return found


def _is_function(one: Any) -> bool:
    return isinstance(one, FunctionType)


def _names_of(wanted: Callable[[str], bool]) -> list[Name]:
    return [name for name in _calls() if wanted(name[0])]


def _reached(starts: Iterable[Name]) -> set[Name]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        fresh = _calls().get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


@cache
def _modules() -> dict[str, ModuleType]:
    found = {}
    for floor in ROOMS:
        for path in (HOME / floor).rglob("*.py"):
            if not {"migrations", "core"} & set(path.parts):
                parts = path.relative_to(HOME.parent).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found[name] = import_module(name)
    return found


@cache
def _texts() -> dict[Name, set[Any]]:
    """Function or class, and what its text names."""
    found: dict[Name, set[Any]] = {}
    for name, module in _modules().items():
        for part in ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body:
            own = (name, getattr(part, "name", "the module itself"))
            named = (one for one in _named_in(part, module) if isinstance(one, FunctionType | type))
            found.setdefault(own, set()).update(named)
    return found


@cache
def _calls() -> dict[Name, set[Name]]:
    """Function or class, and the ones its text names; an action is not followed."""
    return {
        own: {n for one in named if not _is_action(one) if (n := _home(one)) and n[0] in _modules()}
        for own, named in _texts().items()
    }


def _is_action(one: Any) -> bool:
    return isinstance(one, FunctionType) and hasattr(one, "may")


def _named_in(part: ast.AST, module: ModuleType) -> Iterator[Any]:
    for node in ast.walk(part):
        if isinstance(node, ast.Name | ast.Attribute):
            yield _meant(node, module)
        elif isinstance(node, ast.ImportFrom) and node.module and "comptoir" in node.module:
            yield from (getattr(import_module(node.module), a.name, None) for a in node.names)


def _meant(node: ast.AST, module: ModuleType) -> Any:
    if isinstance(node, ast.Name):
        return vars(module).get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _meant(node.value, module)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType | type) else None
    return None


def _plain(one: Any) -> Any:
    return inspect.unwrap(one) if isinstance(one, FunctionType) else one


def _home(one: Any) -> Name | None:
    plain = _plain(one)
    if not isinstance(plain, FunctionType | type) or not plain.__module__:
        return None
    return plain.__module__, plain.__qualname__.split(".")[0]

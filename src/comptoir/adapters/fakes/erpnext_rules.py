"""What the ERPNext in the box knows of its doctypes: names, mandatory fields, links, sums. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from comptoir.adapters import reading
from comptoir.adapters.fakes.store import Row
from comptoir.kernel.money import extend

NAMED_BY = {  # doctypes whose documents are named by a field; the others by a series
    "Company": "company_name", "Item": "item_code", "Item Group": "item_group_name",
    "Price List": "price_list_name", "Sales Taxes and Charges Template": "title",
}  # fmt: skip
SERIES = {
    "Customer": "CUST", "Sales Order": "SAL-ORD", "Sales Invoice": "ACC-SINV",
    "Payment Entry": "ACC-PAY", "Item Price": "PRICE", "Custom Field": "FIELD",
}  # fmt: skip
MANDATORY = {
    "Customer": ("customer_name", "customer_type"),
    "Address": ("address_title", "address_line1", "city", "country"),
    "Item": ("item_code", "item_group", "stock_uom"),
    "Item Price": ("item_code", "price_list"),
    "Sales Order": ("customer", "company", "transaction_date", "delivery_date", "items"),
    "Sales Invoice": ("customer", "company", "posting_date", "items"),
    "Payment Entry": ("party", "paid_from", "paid_to", "paid_amount"),
}
DEFAULTS: Mapping[str, Row] = {
    "Item": {"is_stock_item": 1, "disabled": 0},
    "Item Price": {"selling": 1, "currency": "EUR"},
    "Sales Order": {"currency": "EUR"},
    "Sales Invoice": {"currency": "EUR"},
}
LONG = {"description", "remarks", "address_line1"}  # fields of more than 140 characters
LINKS = {"customer": "Customer", "party": "Customer", "item_code": "Item", "price_list": "Price List",
         "item_group": "Item Group", "return_against": "Sales Invoice", "sales_order": "Sales Order",
         "reference_name": "Sales Invoice", "link_name": "Customer"}  # fmt: skip
FIXTURES: tuple[tuple[str, Row], ...] = (
    ("Company", {"company_name": "Box SAS", "abbr": "BX", "default_currency": "EUR",
                 "default_receivable_account": "Debtors - BX", "default_bank_account": "Bank - BX"}),
    ("Item Group", {"item_group_name": "Products", "is_group": 0}),
    ("Price List", {"price_list_name": "Standard Selling", "selling": 1, "enabled": 1, "currency": "EUR"}),
    ("Sales Taxes and Charges Template",
     {"title": "VAT 20 - BX", "company": "Box SAS", "is_default": 1, "disabled": 0,
      "taxes": [{"charge_type": "On Net Total", "account_head": "VAT - BX", "rate": 20}]}),
)  # fmt: skip
COLUMNS = {
    "Customer": ("customer_name", "tax_id", "custom_comptoir_number"),
    "Item": ("item_name", "disabled"),
    "Sales Order": ("customer", "grand_total", "status", "custom_comptoir_number", "custom_comptoir_state"),
    "Sales Invoice": ("customer", "grand_total", "outstanding_amount", "status",
                      "custom_comptoir_number", "custom_comptoir_state"),
    "Payment Entry": ("party", "paid_amount", "reference_no", "status", "custom_comptoir_number"),
}  # fmt: skip


def links(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a document points to: doctype, name, and where that stands."""
    if row.get("doctype") in NAMED_BY and row["doctype"] != "Item":
        return
    own = {"item_code"} if row.get("doctype") == "Item" else set()
    for name, target in LINKS.items():
        if row.get(name) and name not in own:
            yield target, row[name], name
    for table in ("items", "references", "links"):
        for n, one in enumerate(row.get(table) or (), start=1):
            for name, target in LINKS.items():
                if one.get(name):
                    yield target, one[name], f"Row #{n}: {name}"


def matches(row: Mapping[str, Any], one: list[Any]) -> bool:
    """A filter [field, operator, value], or [child table, field, operator, value]."""
    if len(one) == 4:
        return any(matches(child, one[1:]) for child in row.get("links") or ())
    name, operator, value = one
    held = row.get(name)
    if operator == "in":
        return any(held == one for one in value)
    if operator == "is":
        return held in (None, "")
    if operator == ">=":
        return str(held) >= str(value)
    assert operator == "=", operator
    return bool(held == value)


def add_up(row: Row) -> None:
    """The sums and the status of a document, as the server computes them."""
    if row["doctype"] == "Payment Entry":
        row["status"] = ("Draft", "Submitted", "Cancelled")[row["docstatus"]]
    if row["doctype"] not in ("Sales Order", "Sales Invoice"):
        return
    for item in row["items"]:
        quantity = reading.number(item.get("qty")) or Decimal(0)
        rate = reading.number(item.get("rate")) or Decimal(0)
        item |= {
            "qty": quantity,
            "rate": rate,
            "amount": extend(rate, quantity, row["currency"]).major,
        }
    row["net_total"] = sum((item["amount"] for item in row["items"]), Decimal(0))
    taxes = (reading.number(tax.get("tax_amount")) or Decimal(0) for tax in row.get("taxes") or ())
    row["grand_total"] = row["net_total"] + sum(taxes, Decimal(0))
    if row["doctype"] == "Sales Invoice" and row["docstatus"] == 0:
        row["outstanding_amount"] = row["grand_total"]
    row["status"] = _status(row)


def _status(row: Row) -> str:
    if row["docstatus"] != 1:
        return "Draft" if row["docstatus"] == 0 else "Cancelled"
    if row["doctype"] == "Sales Order":
        return "To Deliver and Bill"
    if row.get("is_return"):
        return "Return"
    owed = row["outstanding_amount"]
    if owed == row["grand_total"]:
        return "Unpaid"
    return "Partly Paid" if owed else "Paid"

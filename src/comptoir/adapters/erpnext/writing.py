"""Our records written into ERPNext: each step can be done again, so that a broken one is finished later.

A document is written as a draft and submitted when it adds up to our total; what ERPNext adds up otherwise
stays a draft there, and the refusal says both sums. What is submitted changes only in our own fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comptoir.adapters import reading
from comptoir.adapters.erpnext import mapping
from comptoir.adapters.erpnext.desk import Desk, Filters, Row
from comptoir.integrating.core.objects import (
    Customer,
    Document,
    Kind,
    Payment,
    Product,
    Record,
)
from comptoir.integrating.ports import Gone, NotTaken, Throttled, Unreachable, Unsure

UOM = "Nos"  # the unit of measure that every site has


class Writing:
    """Writes the records of one connection."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: mapping.Books | None = None

    def kind(self, record: Record) -> Kind:
        if isinstance(record, Document) and record.kind in mapping.DOCTYPES:
            return record.kind
        kinds: dict[type, Kind] = {
            Customer: Kind.CUSTOMER,
            Product: Kind.PRODUCT,
            Payment: Kind.PAYMENT,
        }
        if type(record) not in kinds:
            raise NotTaken(status=422, said="ERPNext takes no deals and no quotes of ours.")
        return kinds[type(record)]

    def write(self, record: Record, key: str, name: str | None) -> Row:
        """The document there, after all steps."""
        self.kind(record)
        if isinstance(record, Customer):
            return self._customer(record, key, name)
        if isinstance(record, Product):
            return self._product(record, key, name)
        if isinstance(record, Payment):
            return self._payment(record, key, name)
        assert isinstance(record, Document)
        return self._document(record, key, name)

    def books(self) -> mapping.Books:
        """The first company of the site, its accounts, and the account its default tax goes to."""
        if self._kept is None:
            found = self._desk.list("Company", [], ("name",), limit=1, order="creation asc")
            if not found:
                raise NotTaken(status=422, said="The site has no company.", named="company")
            company = self._desk.get("Company", found[0]["name"])
            bank = company.get("default_bank_account") or company.get("default_cash_account")
            self._kept = mapping.Books(
                company=company["name"],
                currency=company["default_currency"],
                receivable=company.get("default_receivable_account") or "",
                bank=bank or "",
                tax_account=self._tax_account(company["name"]),
            )
        return self._kept

    def _tax_account(self, company: str) -> str:
        template = "Sales Taxes and Charges Template"
        filters: Filters = [["company", "=", company], ["disabled", "=", 0]]
        order = "is_default desc, name asc"
        found = self._desk.list(template, filters, ("name",), limit=1, order=order)
        taxes = self._desk.get(template, found[0]["name"]).get("taxes") if found else None
        return str(taxes[0]["account_head"]) if taxes else ""

    # ── customers and items ──

    def _customer(self, record: Customer, key: str, name: str | None) -> Row:
        said = {**mapping.customer_to(record), mapping.KEY: key}
        row = self._save("Customer", name, said)
        return self._then(row, lambda: self._addresses(record, row["name"]))

    def _addresses(self, record: Customer, customer: str) -> None:
        there = {
            row["address_type"]: row["name"] for row in reversed(self._desk.addresses(customer))
        }
        for ours, kind in mapping.ADDRESSES.items():
            address = getattr(record, ours)
            if address is None:
                continue
            said: dict[str, Any] = mapping.address_to(address)
            if kind not in there:
                link = {"link_doctype": "Customer", "link_name": customer}
                said |= {"address_title": record.name, "address_type": kind, "links": [link]}
            self._save("Address", there.get(kind), said)

    def _product(self, record: Product, key: str, name: str | None) -> Row:
        said = {**mapping.product_to(record), mapping.KEY: key}
        if name is None:
            groups = self._desk.list("Item Group", [["is_group", "=", 0]], ("name",), limit=1)
            said |= {"stock_uom": UOM, **({"item_group": groups[0]["name"]} if groups else {})}
        row = self._save("Item", name, said)
        return self._then(row, lambda: self._price(record))

    def _price(self, record: Product) -> None:
        """In the selling price list of this currency; without one there is no place for it."""
        if record.price is None:
            return
        filters: Filters = [
            ["selling", "=", 1],
            ["enabled", "=", 1],
            ["currency", "=", record.currency],
        ]
        lists = self._desk.list("Price List", filters, ("name",), limit=1, order="name asc")
        if not lists:
            return
        in_list = lists[0]["name"]
        same = [["item_code", "=", record.sku], ["price_list", "=", in_list],
                ["customer", "is", "not set"]]  # fmt: skip
        there = self._desk.list("Item Price", same, ("name",), limit=1, order="name asc")
        said = {"price_list_rate": reading.text(record.price)}
        if not there:
            said |= {"item_code": record.sku, "price_list": in_list}
        self._save("Item Price", there[0]["name"] if there else None, said)

    # ── documents ──

    def _document(self, record: Document, key: str, name: str | None) -> Row:
        doctype = mapping.DOCTYPES[record.kind]
        there = self._desk.get(doctype, name) if name else None
        if there is None or there["docstatus"] == mapping.DRAFT:
            said = {**mapping.document_to(record, self.books()), mapping.KEY: key}
            row = self._save(doctype, name, said)
            return self._then(row, lambda: self._submit(doctype, row, record))
        if record.kind is Kind.ORDER and record.state == "canceled":
            return self._cancel(doctype, there)
        if there["docstatus"] == mapping.CANCELLED:
            return there
        return self._desk.change(doctype, there["name"], mapping.still_to(record))

    def _submit(self, doctype: str, row: Row, record: Document | None = None) -> Row:
        """Exactly the draft that was written: `modified` makes ERPNext refuse another one."""
        theirs = mapping.differs(record, row) if record else None
        if record and theirs is not None:
            said = (
                f"{row['name']} stays a draft: it comes to {theirs} there, here to {record.total}."
            )
            raise NotTaken(status=417, said=said, named="total")
        said_done = {"docstatus": mapping.DONE, "modified": row["modified"]}
        return self._desk.change(doctype, row["name"], said_done)

    def _cancel(self, doctype: str, row: Row) -> Row:
        if row["docstatus"] == mapping.CANCELLED:
            return row
        return self._desk.change(doctype, row["name"], {"docstatus": mapping.CANCELLED})

    def _payment(self, record: Payment, key: str, name: str | None) -> Row:
        doctype = mapping.DOCTYPES[Kind.PAYMENT]
        there = self._desk.get(doctype, name) if name else None
        if there is not None and there["docstatus"] != mapping.DRAFT:
            return self._cancel(doctype, there) if record.returned else there
        books = self.books()
        if record.amount.currency != books.currency:
            said_why = f"{books.company} takes payments in {books.currency}."
            raise NotTaken(status=422, said=said_why, named="currency")
        numbers = [one.invoice for one in record.settles]
        invoices = self._desk.numbers(mapping.NUMBER, numbers)
        said = {**mapping.payment_to(record, books, invoices), mapping.KEY: key}
        row = self._save(doctype, name, said)
        return self._then(row, lambda: self._submit(doctype, row))

    # ── steps ──

    def _save(self, doctype: str, name: str | None, said: Mapping[str, Any]) -> Row:
        if name is None:
            return self._desk.make(doctype, said)
        return self._desk.change(doctype, name, said)

    def _then(self, row: Row, step: Any) -> Row:
        """The next step, now that `row` is written: what breaks is unsure, and what is gone is refused."""
        try:
            after: Row | None = step()
        except (Unreachable, Throttled) as broken:
            raise Unsure(why=broken.code) from None
        except Gone:
            raise NotTaken(status=404, said=f"What {row['name']} needs is gone.") from None
        return after or row

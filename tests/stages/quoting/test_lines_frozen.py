"""The lines of a quote that was sent: the database lets none come, change, move or go."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from comptoir.platform import sql
from comptoir.stages.quoting import queries
from comptoir.stages.quoting.models import QuoteLine
from tests.stages.quoting.deal import make_quote, make_shop, send

pytestmark = pytest.mark.django_db(transaction=True)
_COPIED = ", ".join(
    f'"{f.column}"' for f in QuoteLine._meta.concrete_fields if f.name not in ("id", "position")
)
_MOVE = "UPDATE quoting_line SET quote_id = %s, position = position"


def test_no_line_of_a_sent_quote_comes_changes_moves_or_goes() -> None:
    shop = make_shop()
    sent, draft = make_quote(shop), make_quote(shop)
    send(shop, sent.id)
    sent = queries.quote(sent.id)
    deeds = {
        "UPDATE quoting_line SET quantity = quantity + 1 WHERE quote_id = %s": [sent.id],
        "UPDATE quoting_line SET quantity = quantity + 1": [],  # of both quotes in one statement
        f"{_MOVE} + 50 WHERE quote_id = %s": [draft.id, sent.id],
        f"{_MOVE} + 60 WHERE quote_id = %s": [sent.id, draft.id],
        "DELETE FROM quoting_line WHERE quote_id = %s": [sent.id],
        f"INSERT INTO quoting_line ({_COPIED}, position)"
        f" SELECT {_COPIED}, position + 70 FROM quoting_line WHERE quote_id = %s": [sent.id],
    }  # fmt: skip
    for text, asked in deeds.items():
        with (
            pytest.raises(IntegrityError, match="the lines of a sent quote are frozen") as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(text, asked)
        cause = refused.value.__cause__
        assert cause.diag.constraint_name == "quote_lines_frozen"  # type: ignore[union-attr]
    assert (queries.quote(sent.id), queries.quote(draft.id)) == (sent, draft)


def test_a_row_made_at_once_is_the_row_that_the_model_makes() -> None:
    told = {"sku": "PUMP", "quantity": 2, "quote_id": None, "waterfall": [{"kind": "list"}]}
    one, other = QuoteLine(**told), sql.made(QuoteLine, **told)
    same = {n: v for n, v in vars(one).items() if n != "_state"}
    assert {n: v for n, v in vars(other).items() if n != "_state"} == same
    assert other._state.adding
    assert sql.made(QuoteLine).segments is not sql.made(QuoteLine).segments
    with pytest.raises(AssertionError):
        sql.made(QuoteLine, quote=None)

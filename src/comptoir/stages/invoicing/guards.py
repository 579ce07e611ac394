"""What the database refuses of invoices and their lines: the SQL of their triggers."""

from __future__ import annotations

# Issued means: totals are the sum of the lines, VAT the sum of its rates, to the cent; and what stands
# under an order bills that order alone.
ADDS_UP = """
IF (SELECT coalesce(sum(net_minor), 0) FROM invoicing_line WHERE invoice_id = NEW.id) <> NEW.net_minor
   OR (SELECT coalesce(sum(vat_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.vat_minor
   OR (SELECT coalesce(sum(base_minor), 0) FROM invoicing_vat WHERE invoice_id = NEW.id) <> NEW.net_minor
   OR (SELECT coalesce(sum(margin_vat_minor), 0) FROM invoicing_line WHERE invoice_id = NEW.id)
      <> NEW.margin_vat_minor
THEN
    RAISE EXCEPTION 'the lines of invoice % do not add up to its totals', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_adds_up';
END IF;
IF EXISTS (
    SELECT 1 FROM invoicing_line l
    WHERE l.invoice_id = NEW.id AND NEW.order_id <> (
        SELECT o.order_id FROM ordering_line o WHERE o.id = l.order_line_id)
) THEN
    RAISE EXCEPTION 'invoice % is of one order and bills lines of another', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_of_order';
END IF;
RETURN NEW;
"""
FROZEN = """
IF EXISTS (
    SELECT 1 FROM invoicing_invoice i
    WHERE i.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END
      AND i.state = 'issued'
) THEN
    RAISE EXCEPTION 'the lines of an issued invoice are frozen'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_frozen';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""
# Invoiced minus credited never passes what was ordered; checked per statement, set-based. A bulk run bills
# consecutive order lines: their sums are one walk along the index. Sets with gaps are asked for line by line,
# which always goes through the key (platform.models.references says why).
_SUMS = """sum(l.quantity) FILTER (WHERE i.kind = 'invoice') AS invoiced,
               sum(l.quantity) FILTER (WHERE i.kind = 'credit' AND l.restores_quantity) AS credited
        FROM invoicing_line l JOIN invoicing_invoice i ON i.id = l.invoice_id"""
_BEYOND = """abs(coalesce(s.invoiced, 0) + coalesce(s.credited, 0)) > abs(o.quantity)
       OR (coalesce(s.invoiced, 0) <> 0
           AND abs(coalesce(s.credited, 0)) > abs(s.invoiced))"""
WITHIN_ORDER = f"""
DECLARE low bigint; high bigint; many bigint; beyond boolean;
BEGIN
SELECT min(order_line_id), max(order_line_id), count(*) INTO low, high, many FROM new_lines
WHERE order_line_id IS NOT NULL AND charge_id IS NULL AND usage_id IS NULL;
IF many >= 100 AND high - low < 2 * many THEN
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT l.order_line_id, {_SUMS}
              WHERE l.order_line_id BETWEEN low AND high AND i.state <> 'discarded'
              GROUP BY l.order_line_id) s
        JOIN LATERAL (SELECT quantity, charge_kind FROM ordering_line WHERE id = s.order_line_id OFFSET 0) o
            ON o.charge_kind = 'one_off'
        WHERE {_BEYOND}
    );
ELSE
    beyond := EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT order_line_id FROM new_lines
              WHERE order_line_id IS NOT NULL AND charge_id IS NULL AND usage_id IS NULL) n
        JOIN ordering_line o ON o.id = n.order_line_id AND o.charge_kind = 'one_off'
        JOIN LATERAL (
            SELECT {_SUMS}
            WHERE l.order_line_id = n.order_line_id AND i.state <> 'discarded'
        ) s ON true
        WHERE {_BEYOND}
    );
END IF;
IF beyond THEN
    RAISE EXCEPTION 'more invoiced than ordered, or more credited than invoiced'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_within_order';
END IF;
RETURN NULL;
END;
"""  # noqa: S608 — words from the code
# An issued invoice gets its lines and its VAT rows in one statement each, and they add up: nothing is
# slipped in later, and a bulk import is verified as a set. The invoice is looked up by its key, never
# joined: the plan of a join is made once a session, while the tables are small, and reads a grown table from
# end to end for each row of the set.
WHOLE_LINES = """
IF EXISTS (
    SELECT 1
    FROM (SELECT invoice_id, count(*) AS lines, sum(net_minor) AS net,
                 sum(margin_vat_minor) AS margin_vat
          FROM new_lines GROUP BY invoice_id) n
    WHERE (SELECT n.net <> i.net_minor OR n.margin_vat <> i.margin_vat_minor
               OR n.lines <> (SELECT count(*) FROM invoicing_line l WHERE l.invoice_id = i.id)
           FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'the lines of an issued invoice come at once and add up to it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_whole';
END IF;
IF EXISTS (
    SELECT 1
    FROM (SELECT DISTINCT invoice_id, (
              SELECT o.order_id FROM ordering_line o WHERE o.id = l.order_line_id) AS order_id
          FROM new_lines l) n
    WHERE n.order_id <> (
        SELECT i.order_id FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'an invoice of one order bills lines of another'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_lines_of_order';
END IF;
RETURN NULL;
"""
WHOLE_VAT = """
IF EXISTS (
    SELECT 1
    FROM (SELECT invoice_id, count(*) AS rows, sum(base_minor) AS base, sum(vat_minor) AS vat
          FROM new_rows GROUP BY invoice_id) n
    WHERE (SELECT n.base <> i.net_minor OR n.vat <> i.vat_minor
               OR n.rows <> (SELECT count(*) FROM invoicing_vat v WHERE v.invoice_id = i.id)
           FROM invoicing_invoice i WHERE i.id = n.invoice_id AND i.state = 'issued')
) THEN
    RAISE EXCEPTION 'the VAT rows of an issued invoice come at once and add up to it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_vat_whole';
END IF;
RETURN NULL;
"""

"""What the database refuses of a contract that is read, accepted or signed: triggers of `clause_models.py`
and `signing_models.py`.

One more stands on `quoting_quote` (migration 0009, `contract_is_read_before_yes`): an acceptance locks the
draft of its negotiation, is refused where the customer has not read all of it, and marks it `accepted`. It
belongs to this room, because quoting knows no contracts; so every door to an acceptance passes it.
"""

from __future__ import annotations

import pgtrigger

# The lock first: a wording that is just being written is waited for, not overlooked.
_READ = """
SELECT d.shown, d.last INTO known, there
FROM contracting_draft d JOIN quoting_quote q ON q.series = d.series
WHERE q.id = NEW.quote_id AND d.state = 'shared' FOR SHARE OF d;
IF known < there THEN
    RAISE EXCEPTION 'the contract says what its customer has not read'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_of_read_words',
              DETAIL = known || '/' || there;
END IF;
RETURN NEW;
"""

_STILL = """
IF EXISTS (
    SELECT 1 FROM contracting_signing s JOIN quoting_quote q ON q.id = s.quote_id
    WHERE q.series = NEW.series AND s.state = 'open')
THEN
    RAISE EXCEPTION 'what people are asked to sign does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'draft_asked_is_still';
END IF;
RETURN NEW;
"""


def on_drafts() -> list[pgtrigger.Trigger]:
    """An acceptance is not forgotten, and words stay while signatures for the offer are asked for."""
    return [
        pgtrigger.Protect(
            name="draft_accepted_stays",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__accepted=True, new__accepted=False),
        ),
        pgtrigger.Trigger(
            name="draft_asked_is_still",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("last"),
            condition=pgtrigger.Condition(
                "OLD.state = 'shared' AND NEW.state = 'shared' AND NEW.last > OLD.last"
            ),
            func=_STILL,
        ),
    ]


def on_signings() -> list[pgtrigger.Trigger]:
    """Nobody is asked to sign an offer whose contract says what the customer has not read."""
    return [
        pgtrigger.Trigger(
            name="signing_of_read_words",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("state") | pgtrigger.Insert,
            condition=pgtrigger.Condition(
                "NEW.quote_id IS NOT NULL AND NEW.state NOT IN ('draft', 'void', 'declined')"
            ),
            declare=[("known", "integer"), ("there", "integer")],
            func=_READ,
        )
    ]

"""Whatever is altered, removed, added or exchanged in the books is found and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.ledger.core.chain import (
    GENESIS,
    EntryFacts,
    Fault,
    StoredBatch,
    StoredEntry,
    canonical,
    leaf_hash,
    link_hash,
    merkle_root,
    seal,
    verify,
)
from comptoir.records.ledger.core.posting import PostingLine


def entry(number: int, amount: int = 100) -> EntryFacts:
    return EntryFacts(
        number=number,
        journal="VE",
        booked_on=date(2026, 1, 1),
        label=f"Facture {number}",
        source_kind="invoice",
        source_id=f"inv-{number}",
        source_number=f"F-{number}",
        reverses=None,
        at="2026-01-01T08:00:00+00:00",
        lines=(PostingLine("411", amount, "EUR", "c1"), PostingLine("707", -amount, "EUR")),
    )


def books(*sizes: int) -> list[StoredBatch]:
    batches: list[StoredBatch] = []
    link, number = GENESIS, 0
    for seq, size in enumerate(sizes, start=1):
        batches.append(seal(link, seq, [entry(number + n + 1) for n in range(size)]))
        link, number = batches[-1].hash, number + size
    return batches


def found(batches: list[StoredBatch], head: str | None = None) -> list[tuple[str, int, int | None]]:
    return [(f.kind, f.batch_seq, f.entry_number) for f in verify(batches, head)]


# HASH-MTH-0, -7, -8 (accounting cases; RFC 6962 reference vectors)
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]


@pytest.mark.parametrize(
    ("count", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_the_root_equals_the_reference_vectors(count: int, root: str) -> None:
    assert merkle_root([leaf_hash(bytes.fromhex(d)) for d in LEAVES[:count]]) == root


def test_one_leaf_is_its_own_root() -> None:
    assert merkle_root([leaf_hash(b"x")]) == leaf_hash(b"x")


def test_the_same_facts_give_the_same_bytes() -> None:
    assert canonical(entry(1)) == (
        b'[1,"VE","2026-01-01","Facture 1","invoice","inv-1","F-1",null,'
        b'"2026-01-01T08:00:00+00:00",[["411",100,"EUR","c1"],["707",-100,"EUR",""]]]'
    )


def test_a_link_covers_number_and_count() -> None:
    root = merkle_root([])
    links = {link_hash(GENESIS, root, seq, count) for seq in (1, 2) for count in (1, 2)}
    assert len(links) == 4


def test_untouched_books_have_no_fault() -> None:
    whole = books(3, 1, 4)
    assert verify(whole) == []
    assert verify(whole, head=whole[-1].hash) == []
    assert verify([], head=GENESIS) == []


def test_an_altered_entry_is_named() -> None:
    whole = books(3, 2)
    old = whole[0].entries[1]
    changed = StoredEntry(entry(2, amount=99), old.leaf)
    whole[0] = replace(whole[0], entries=(whole[0].entries[0], changed, whole[0].entries[2]))
    assert found(whole) == [("altered_entry", 1, 2)]


def test_an_entry_altered_with_its_leaf_betrays_its_batch() -> None:
    whole = books(3, 2)
    forged = seal(GENESIS, 1, [entry(1), entry(2, 99), entry(3)])
    whole[0] = replace(whole[0], entries=forged.entries)
    assert found(whole) == [("altered_batch", 1, None)]


def test_a_batch_forged_whole_breaks_the_next_link() -> None:
    whole = books(3, 2)
    whole[0] = seal(GENESIS, 1, [entry(1), entry(2, 99), entry(3)])
    assert found(whole) == [("broken_link", 2, None)]


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_missing_entry_is_named(gone: int) -> None:
    whole = books(3, 2)
    left = tuple(e for e in whole[0].entries if e.facts.number != gone)
    whole[0] = replace(whole[0], entries=left)
    assert ("missing_entry", 1, gone) in found(whole)
    assert {f.batch_seq for f in verify(whole)} <= {1, 2}


def test_an_emptied_batch_names_all_its_entries() -> None:
    whole = books(2)
    whole[0] = replace(whole[0], entries=())
    assert found(whole) == [("missing_entry", 1, 1), ("missing_entry", 1, 2)]


def test_an_added_entry_is_named() -> None:
    whole = books(2)
    extra = seal(GENESIS, 1, [entry(3)]).entries
    whole[0] = replace(whole[0], entries=whole[0].entries + extra)
    assert found(whole) == [("added_entry", 1, 3)]


def test_exchanged_contents_are_named_as_reordered() -> None:
    whole = books(3)
    one, two, three = whole[0].entries
    swapped = (StoredEntry(two.facts, one.leaf), StoredEntry(one.facts, two.leaf), three)
    whole[0] = replace(whole[0], entries=swapped)
    assert [f for f in found(whole) if f[0] == "reordered_entry"] == [
        ("reordered_entry", 1, 2),
        ("reordered_entry", 1, 1),
    ]


def test_missing_and_reordered_batches_are_named() -> None:
    whole = books(1, 1, 1, 1)
    assert ("missing_batch", 2, None) in found([whole[0], *whole[2:]])
    assert ("reordered_batch", 2, None) in found([whole[0], whole[2], whole[1], whole[3]])


def test_batches_cut_off_the_end_are_found_by_the_head() -> None:
    whole = books(1, 1, 1)
    assert verify(whole[:2], head=whole[2].hash) == [
        Fault("missing_batch", 3, None, whole[1].hash, whole[2].hash)
    ]


def test_an_altered_count_is_found() -> None:
    whole = books(2)
    whole[0] = replace(whole[0], count=3)
    assert found(whole) == [("altered_batch", 1, None), ("missing_entry", 1, 3)]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.data())
def test_any_change_of_any_amount_is_found_where_it_is(
    sizes: list[int], data: st.DataObject
) -> None:
    whole = books(*sizes)
    b = data.draw(st.integers(0, len(whole) - 1))
    e = data.draw(st.integers(0, sizes[b] - 1))
    entries = list(whole[b].entries)
    facts = entries[e].facts
    entries[e] = StoredEntry(replace(facts, lines=entry(1, amount=101).lines), entries[e].leaf)
    whole[b] = replace(whole[b], entries=tuple(entries))
    assert found(whole) == [("altered_entry", b + 1, facts.number)]


@pytest.mark.slow
def test_a_batch_of_a_whole_trading_year_verifies() -> None:
    batch = seal(GENESIS, 1, [entry(n) for n in range(1, 25_901)])
    assert batch.count == 25_900
    assert verify([batch], head=batch.hash) == []

"""What one source says of an address of another is evidence, and its owner decides."""

import dataclasses
import re

import pytest

from records.ownership import OPERATOR, AddressOwners, OwnershipRule
from records.page import AnnouncedArticle, Hint, Page
from records.reasons import Reason
from store.ledger.announcements import CLAIMS_KEPT, record_announcements
from store.ledger.claims import find_address_owner
from store.ledger.raw_pages import keep_page
from store.ledger.urls import lease_urls

NOW, LATER = "2026-11-23T19:00:00Z", "2026-11-24T19:00:00Z"
B = "https://b.org/1"
OWNERS = AddressOwners.of([OwnershipRule("b", hosts=frozenset(("b.org",)))])
TITLED = AnnouncedArticle(B, Hint(title="Lie", licence="CC-BY-4.0"), evidence="http://a/feed")


def announce(store, source, *announcements, now=NOW, owners=OWNERS):
    return record_announcements(store, source, announcements, now, owners=owners)


def row(store):
    return dict(store.query("SELECT * FROM urls WHERE url = ?", (B,))[0])


def verdicts(store):
    return [
        (verdict["source"], verdict["reason"], verdict["detail"])
        for verdict in store.query("SELECT source, reason, detail FROM verdicts ORDER BY id")
    ]


def test_a_foreign_link_is_its_owners_without_the_words_of_who_announced_it(store):
    counts = announce(store, "a", TITLED)
    assert (counts.new, counts.owners) == (1, {"b"})
    assert (row(store)["source"], row(store)["hint"]) == ("b", "{}")
    assert [due.url for due in lease_urls(store, "b", 1, NOW, 9)] == [B]
    assert lease_urls(store, "a", 1, NOW, 9) == []


def test_a_claim_is_one_verdict_however_often_it_is_repeated(store):
    announce(store, "b", AnnouncedArticle(B))
    for now in (NOW, LATER):
        counts = announce(store, "a", dataclasses.replace(TITLED, withdrawn=True), now=now)
        assert [claim.claims[0] for claim in counts.refused] == ["withdrawal"]
    details = [detail for _, _, detail in verdicts(store)]
    assert details[0] == "belongs to b; a claimed withdrawal, licence by http://a/feed"
    assert len(details) == 2, "the licence is a claim when it is said first"
    assert {reason for _, reason, _ in verdicts(store)} == {Reason.NOT_YOURS}


def test_a_flood_of_claims_is_counted_and_a_share_of_it_kept(store):
    flood = [AnnouncedArticle(f"https://b.org/{number}", withdrawn=True) for number in range(300)]
    assert len(announce(store, "a", *flood).refused) == 300
    assert len(verdicts(store)) == CLAIMS_KEPT


def test_the_owner_takes_over_what_another_brought_and_its_page_is_fetched_anew(store):
    nobody = AddressOwners()
    announce(store, "a", TITLED, owners=nobody)
    keep_page(store, Page(B, "a", b"<p>lie</p>", NOW, form="fragment", hint=TITLED.hint), NOW)
    assert announce(store, "b", AnnouncedArticle(B, Hint(title="Truth")), now=LATER).due == 1
    assert (row(store)["source"], row(store)["state"]) == ("b", "due")
    assert '"Truth"' in row(store)["hint"]
    assert store.query_number("SELECT count(*) FROM pages") == 0, "what a had written goes"
    (said,) = store.query("SELECT source, hint FROM hints")
    assert said["source"] == "a" and '"Lie"' in said["hint"]
    assert [due.url for due in lease_urls(store, "b", 2, LATER, 9)] == [B]


def test_the_owner_is_heard_after_another_has_announced_its_article(store):
    announce(store, "a", TITLED)
    announce(store, "b", AnnouncedArticle(B, Hint(licence="CC-BY-ND-4.0")), now=LATER)
    assert re.search("CC-BY-ND", row(store)["hint"])


def test_what_no_rule_decides_belongs_to_whoever_brought_it_first(store):
    nobody = AddressOwners()
    announce(store, "first", AnnouncedArticle(B), owners=nobody)
    assert find_address_owner(store, B, nobody) == "first"
    announce(store, "second", dataclasses.replace(TITLED, withdrawn=True), owners=nobody)
    assert row(store)["state"] == "due"
    announce(store, "first", AnnouncedArticle(B, withdrawn=True), owners=nobody)
    assert row(store)["state"] == "gone"


@pytest.mark.parametrize("change", [{"withdrawn": True}, {"text": "<p>lie</p>"}])
def test_what_the_operator_imported_is_the_operators(store, change):
    nobody = AddressOwners()
    kept = keep_page(store, Page(B, "", b"text", NOW, form="document"), NOW)
    assert find_address_owner(store, B, nobody) == OPERATOR
    counts = announce(store, "a", dataclasses.replace(TITLED, **change), owners=nobody)
    assert counts.refused[0].owner == OPERATOR
    assert (kept.changed, row(store)["state"], row(store)["source"]) == (True, "fetched", "")


def test_a_page_that_its_owner_brings_is_the_owners(store):
    announce(store, "a", TITLED, owners=AddressOwners())
    keep_page(store, Page(B, "b", b"page", NOW), NOW, takes_over=True)
    assert row(store)["source"] == "b"

"""Every version of a package keeps the digest that it came with."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from store.open import open_store
from store.translations.packages import ModelPackage, list_model_packages, record_model_package

pytestmark = pytest.mark.dates

FIRST = ModelPackage("translate-en_zh", "1.0", "aa", "c1", "/m/1", "2026-11-23T19:00:00Z")
NEXT = replace(FIRST, version="1.1", sha256="bb", contents="c2", installed="2026-11-24T19:00:00Z")


def test_a_version_keeps_its_row_when_the_next_one_is_installed(shelf):
    record_model_package(shelf.store, FIRST)
    record_model_package(shelf.store, NEXT)
    assert list_model_packages(shelf.store) == [FIRST, NEXT]


def test_a_version_installed_again_takes_the_place_of_its_own_row(shelf):
    record_model_package(shelf.store, FIRST)
    record_model_package(shelf.store, NEXT)
    again = replace(FIRST, sha256="cc", installed="2026-11-25T19:00:00Z")
    record_model_package(shelf.store, again)
    assert list_model_packages(shelf.store) == [NEXT, again]


def test_an_older_store_keeps_what_it_recorded(old):
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(
            "INSERT INTO models (name, version, sha256, path, installed) VALUES ('p', '1.0', 'aa',"
            " '/m/1', 'then')"
        )
        connection.commit()
    with open_store(old) as store:
        assert list_model_packages(store) == [ModelPackage("p", "1.0", "aa", "", "/m/1", "then")]

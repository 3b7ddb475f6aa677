"""`jianwen archive verify` names damage with what helps, and tells it by its exit code."""

import json

import pytest

from tests.services.test_archive import Newsroom
from tests.store.archive.test_archive import exchange
from tests.store.archive.test_segment_check import flip

pytestmark = pytest.mark.dates


@pytest.fixture
def newsroom(shelf) -> Newsroom:
    return Newsroom(shelf)


def test_a_sound_archive_is_one_line(ask, newsroom):
    answer = ask("archive", "verify")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("archive: 2 segments, 0 damaged or missing; ")
    assert answer.out.endswith("0 of 5 stored answers lost\n")
    assert ask("archive", "verify", "--quiet").out == ""


def test_damage_and_absence_are_named_with_the_remedy(ask, newsroom):
    place = newsroom.places["open"][0]
    flip(newsroom.segment("open"), place.offset + place.length // 2)
    newsroom.segment("closed").unlink()
    answer = ask("archive", "verify")
    assert answer.code == 1
    missing, damaged, remedy, summary = answer.out.splitlines()
    assert missing.startswith(newsroom.places["closed"][0].segment + ": missing; 2 of 2 stored")
    assert f"at byte {place.offset:,}" in damaged and exchange(1).url in damaged
    assert "from a backup" in remedy and "`jianwen archive verify --refetch`" in remedy
    assert "2 damaged or missing" in summary
    assert ask("archive", "verify", "--quiet").code == 1


def test_after_refetch_nothing_is_missing_any_more(ask, newsroom):
    newsroom.segment("closed").unlink()
    answer = ask("archive", "verify", "--refetch")
    assert answer.code == 1 and "fetches 2 addresses again" in answer.out
    assert ask("archive", "verify").code == 0


def test_programs_get_every_place(ask, newsroom):
    place = newsroom.places["open"][1]
    flip(newsroom.segment("open"), place.offset + place.length // 2)
    report = json.loads(ask("archive", "verify", "open", "--json").out)
    (segment,) = report["segments"]
    assert (report["sound"], segment["state"]) == (False, "damaged")
    assert segment["faults"][0]["offset"] == place.offset
    assert segment["lost"][0]["pointer"]["digest"] == place.digest


def test_an_unknown_source_and_an_absent_store_are_told(ask, newsroom, tmp_path, monkeypatch):
    answer = ask("archive", "verify", "nobody")
    assert (answer.code, answer.err) == (2, "jianwen: the archive holds nothing of nobody\n")
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "none"))
    assert ask("archive", "verify").code == 3


def test_the_doctor_reads_a_share_and_names_the_remedy_of_the_archive(ask, newsroom):
    (newsroom.home.path.parent / "sources").mkdir()
    checks = {check["what"]: check for check in json.loads(ask("doctor", "--json").out)}
    assert checks["archive"]["found"] == "5 answers read, all whole"
    newsroom.segment("closed").unlink()
    checks = {check["what"]: check for check in json.loads(ask("doctor", "--json").out)}
    assert not checks["archive"]["ok"] and checks["store"]["ok"]
    assert "is missing" in checks["archive"]["found"]
    assert "2 of 5 answers lost" in checks["archive"]["found"]
    assert "`jianwen archive verify`" in checks["archive"]["fix"]

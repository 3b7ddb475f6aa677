"""Files of an import: which are read, which are refused by name, and why."""

import os
from pathlib import Path

import pytest

from pipelines.documents.formats import JATS_MEDIA
from records.limits import PAGE_BYTES
from services.import_files import UnreadInput, find_input_files, read_input_file
from tests.pipelines.documents.jats.articles import build_article

NOW = "2026-11-23T19:00:00Z"


def explain(item: Path | UnreadInput) -> tuple[str, str]:
    """Give the name of a file and why it is not read, "" when it is."""
    if isinstance(item, UnreadInput):
        return Path(item.name).name, item.reason
    return item.name, ""


def list_folder(folder: Path) -> dict[str, str]:
    return dict(map(explain, find_input_files([folder])))


def test_other_kinds_are_refused_by_name_and_what_lies_beside_pages_is_passed_over(
    tmp_path: Path,
) -> None:
    for name in (
        "a.txt",
        "b.RTF",
        "c.csv",
        "d.json",
        "e.py",
        "f.JPG",
        "g.css",
        ".hidden",
        "LIESMICH",
    ):
        (tmp_path / name).write_text("x")
    (tmp_path / "saved_files").mkdir()
    (tmp_path / "saved_files" / "script.js").write_text("x")
    found = list_folder(tmp_path)
    assert [name for name, reason in found.items() if not reason] == ["LIESMICH", "a.txt"]
    assert [name for name, reason in found.items() if reason] == [
        "b.RTF",
        "c.csv",
        "d.json",
        "e.py",
    ]
    assert found["b.RTF"].startswith("ends with .rtf, which is not read; what is read: .html")


def test_a_journals_article_is_named_by_its_source_and_doi(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(build_article(), "utf-8")
    (tmp_path / "b.txt").write_text(build_article().replace("10.5555/Demo.1", "10.5555/demo.1"))
    pages = [read_input_file(tmp_path / name, "salt", NOW) for name in ("a.xml", "b.txt")]
    assert [page.url for page in pages] == ["urn:record:salt:10.5555%2Fdemo.1"] * 2
    assert {page.media for page in pages} == {JATS_MEDIA}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x", "is no XML of a known kind, which is not read"),
        ("<rss></rss>", "is XML (rss), which is not read"),
    ],
)
def test_other_xml_is_refused_by_its_kind(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "a.xml").write_text(content)
    assert read_input_file(tmp_path / "a.xml", "salt", NOW).reason == reason


def test_a_link_is_followed_within_the_folder_alone(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "inbox"
    (folder / "deep").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (folder / "deep" / "a.txt").write_text("x")
    (folder / "again.txt").symlink_to(folder / "deep" / "a.txt")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "all").symlink_to(outside)
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "round.md").symlink_to("round.md")
    leads_out, nowhere = "is a link that leads out of the folder", "is a link that leads nowhere"
    assert list_folder(folder) == {
        "all": leads_out,
        "again.txt": "",
        "a.txt": "",
        "out.txt": leads_out,
        "round.md": nowhere,
    }


def test_a_pipe_makes_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    page = read_input_file(tmp_path / "a.txt", "", NOW)
    assert page == UnreadInput(str(tmp_path / "a.txt"), "cannot be read: it is no regular file")


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (found,) = find_input_files([tmp_path])
    (tmp_path / "a.txt").unlink()
    assert isinstance(found, Path)
    assert read_input_file(found, "", NOW) == UnreadInput(
        str(found), "cannot be read: No such file or directory"
    )


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("feed.csv", b"<nitf/>", "ends with .csv, which is not read"),
        ("note.txt", b"<nitf><body></body></nitf>", "is XML (nitf), which is not read"),
        ("page.html", b'{"@type": "NewsArticle"}', "is JSON, which is not read"),
        ("note", rb"{\rtf1 x}", "is RTF, which is not read"),
        ("large.txt", b"x" * (PAGE_BYTES + 1), "is larger than"),
    ],
)
def test_a_file_that_is_named_is_refused_by_ending_and_by_shape(
    tmp_path: Path, name: str, body: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(body)
    page = read_input_file(tmp_path / name, "", NOW)
    assert isinstance(page, UnreadInput)
    assert page.name == str(tmp_path / name)
    assert page.reason.startswith(reason)

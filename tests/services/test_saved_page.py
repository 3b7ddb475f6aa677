"""A page that somebody saved is read whole or refused in one line."""

import gzip

import pytest

from records.errors import UsageError
from services import saved_page as saved
from services.saved_page import read_saved_page


def test_a_page_is_read_plain_or_packed(tmp_path):
    plain, packed, named = tmp_path / "a.html", tmp_path / "a.html.gz", tmp_path / "b.html.gz"
    plain.write_bytes(b"<html>")
    packed.write_bytes(gzip.compress(b"<html>", mtime=0))
    named.write_bytes(b"<html>")
    assert {read_saved_page(path) for path in (plain, packed, named)} == {b"<html>"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none", None, "cannot be read: No such file"),
        ("cut.gz", gzip.compress(b"x" * 999, mtime=0)[:-9], "cannot be unpacked"),
        (
            "bomb.gz",
            gzip.compress(b"x" * 2_000, mtime=0),
            "cannot be unpacked: more than 1000 bytes",
        ),
        ("long.html", b"x" * 1_001, "longer than 1,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, monkeypatch, name, content, said):
    monkeypatch.setattr(saved, "SITEMAP_BYTES", 1_000)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=said):
        read_saved_page(tmp_path / name)
    with pytest.raises(UsageError, match="Is a directory"):
        read_saved_page(tmp_path)

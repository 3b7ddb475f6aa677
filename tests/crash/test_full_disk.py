"""C6: the disk is full, at once or after so many bytes."""

import resource
import shutil
import subprocess

import pytest

from store.open import open_store
from tests.crash.scene import account, complete, fill
from tests.loopback import Place, page

pytestmark = pytest.mark.unmeasured
ARTICLES = 6
MOST = 3 * 1024 * 1024
GROWTH = 500_000
"""Bytes that the write-ahead log needs more than, for all articles."""


def bulky(site, luck):
    """Articles that hardly shrink: 60 KB of characters drawn by chance each."""
    fill(site, ARTICLES)
    for number in range(ARTICLES):
        text = "".join(chr(luck.randrange(0x4E00, 0x9FA5)) for _ in range(20_000))
        site.answers[f"/p/{number}"] = page(f"第{number}篇", text)


def told(done, where):
    """A crawl on a full disk ends with one line."""
    assert done.returncode == 3, f"{where}: {done}"
    assert done.stderr.count("\n") == 1, f"{where}: {done.stderr}"
    assert "the disk is full" in done.stderr or "make room" in done.stderr, (
        f"{where}: {done.stderr}"
    )


@pytest.mark.long  # one size in every run: tests/commands/test_crawl_ends.py
@pytest.mark.parametrize("sizes", [10])
def test_a_file_that_may_not_grow_ends_the_run_in_one_line_and_loses_nothing(
    sizes, site, tmp_path, place, luck, seed, tell
):
    bulky(site, luck)
    open_store(place.store).close()
    room = place.store.stat().st_size
    stored = 0
    for trial in range(sizes):
        spare = 1_000 + round(GROWTH * trial / sizes)
        where = f"seed {seed}, {spare} bytes to spare"
        home = Place(tmp_path / str(trial), place.hosts)
        shutil.copytree(place.folder / "sources", home.folder / "sources")
        shutil.copytree(place.folder / "var", home.folder / "var")
        limit = (room + spare, room + spare)
        done = home.run(
            "crawl",
            "--no-translate",
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
        )
        told(done, where)
        with open_store(home.store) as store:
            acknowledged = {row["url"] for row in store.query("SELECT url FROM articles")}
        complete(home, where)
        assert account(home, site, ARTICLES).sound, where
        with open_store(home.store) as store:
            assert acknowledged <= {row["url"] for row in store.query("SELECT url FROM articles")}
        stored += len(acknowledged)
    tell(
        "C6 files may not grow",
        sizes=sizes,
        articles_before_it_was_full=stored,
        lost=0,
        completed_with_room=sizes,
    )


def mounted(folder, size):
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
    )
    return done.returncode == 0


def test_a_full_file_system_ends_the_run_in_one_line_and_is_recovered_from(
    site, tmp_path, place, luck, seed, tell
):
    """Where a test may mount one: as root, as a rule.

    The feeds that were published before stay as they were.
    """
    bulky(site, luck)
    folder = tmp_path / "disk"
    if not mounted(folder, MOST):
        pytest.skip(
            "no tmpfs may be mounted here; the limit on files above is what remains of this test"
        )
    try:
        home = Place(folder, place.hosts)
        shutil.copytree(place.folder / "sources", folder / "sources")
        open_store(home.store).close()
        feeds = folder / "feeds"
        assert home.run("export", "--quiet", "--out", str(feeds)).returncode == 0
        before = {path.name: path.read_bytes() for path in feeds.iterdir()}
        (folder / "ballast").write_bytes(b"\0" * (shutil.disk_usage(folder).free - 500_000))
        told(home.run("crawl", "--no-translate"), seed)
        export = home.run("export", "--quiet", "--out", str(feeds))
        assert export.stderr.count("\n") == (export.returncode != 0), export
        assert (
            export.returncode == 0
            or {path.name: path.read_bytes() for path in feeds.iterdir()} == before
        ), export
        (folder / "ballast").unlink()
        subprocess.run(["mount", "-o", f"remount,size={MOST * 4}", str(folder)], check=True)
        complete(home, seed)
        assert account(home, site, ARTICLES).sound
        tell("C6 a full tmpfs", sizes=1, lost=0, feeds="untouched", completed_with_room=1)
    finally:
        subprocess.run(["umount", str(folder)], check=True)

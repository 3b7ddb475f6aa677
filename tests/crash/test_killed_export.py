"""C4: kill -9 while feeds are published."""

import json
import shutil

import feedparser
import pytest

from tests.crash.conftest import SHARE
from tests.crash.scene import accident
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured
FILES = ["feeds/publish.py"]
NAMES = ("changes.jsonl", "feed.atom", "feed.json")


def published(folder):
    return {name: (folder / name).read_bytes() for name in NAMES if (folder / name).exists()}


def read(files):
    """Parse what an importing app would parse; raises where a file is not whole."""
    for line in files["changes.jsonl"].splitlines():
        json.loads(line)
    json.loads(files["feed.json"])
    assert not feedparser.parse(files["feed.atom"]).bozo


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param(12, id="short"),
        pytest.param(round(200 * SHARE) or 1, id="long", marks=pytest.mark.long),
    ],
)
def test_a_killed_export_leaves_every_file_old_or_new(trials, stocked, tmp_path, luck, seed, tell):
    """The first export has five articles, the second six.

    Each trial kills the second one before another of its lines.
    """
    shelf = stocked()
    place, before, out = Place(tmp_path, ()), tmp_path / "before", tmp_path / "feeds"
    assert place.run("export", "--quiet", "--out", str(before)).returncode == 0
    old = published(before)
    shelf.add(
        "https://open.example/6", "第六篇", "春季花粉多，过敏的人出门应当戴口罩。", source="open"
    )
    shelf.store.close()
    shutil.copytree(before, out)
    counted = accident(place, {"lines": FILES, "at": 0}, "export", "--quiet", "--out", str(out))
    steps, new = int(counted.stderr.split()[-1]), published(out)
    assert all(old[name] != new[name] for name in NAMES)
    mixed = 0
    for trial, at in enumerate(sorted(luck.choices(range(1, steps + 1), k=trials))):
        where = f"seed {seed}, trial {trial}, line {at} of {steps}"
        shutil.rmtree(out)
        shutil.copytree(before, out)
        assert (
            accident(
                place, {"lines": FILES, "at": at}, "export", "--quiet", "--out", str(out)
            ).returncode
            == -9
        ), where
        found = published(out)
        assert all(found[name] in (old[name], new[name]) for name in NAMES), where
        read(found)
        mixed += found not in (old, new)
        if trial % 6 == 0 or any(path.name.startswith(".") for path in out.iterdir()):
            assert place.run("export", "--quiet", "--out", str(out)).returncode == 0, where
            assert sorted(path.name for path in out.iterdir()) == list(NAMES), where
            assert published(out) == new, where
    tell(
        "C4 kill -9 while publishing",
        kills=trials,
        torn_files=0,
        left_behind=0,
        folders_with_old_and_new_files=mixed,
    )

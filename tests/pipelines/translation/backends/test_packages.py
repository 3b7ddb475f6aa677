import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.translation.backends import safe_unzip as unpacking
from pipelines.translation.backends.argos_import import allow_argos_import
from pipelines.translation.backends.packages import (
    find_newest_package,
    install_package,
    list_packages,
)
from records.errors import ModelError
from records.paths import PROJECT_ROOT

TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
METADATA = {"package_version": "1.0", "from_code": "en", "to_code": "zh"}


def package(
    file: Path,
    folder: str = "p",
    metadata: object = METADATA,
    extra: dict[str, bytes] | None = None,
    without: tuple[str, ...] = (),
) -> Path:
    """Write a package file that is whole but for what the test asks."""
    members = {
        "metadata.json": json.dumps(metadata).encode(),
        "model/model.bin": b"weights",
        "sentencepiece.model": b"pieces",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if name not in without:
                archive.writestr(f"{folder}/{name}", data)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return file


def test_the_demo_package_is_installed_with_its_digest_and_argos_translate_finds_it(
    tmp_path: Path,
) -> None:
    models = tmp_path / "home" / "models"
    one, sha256 = install_package(TINY, models)
    assert (one.name, one.version, one.source, one.target) == (
        "translate-en_zh-tiny",
        "0.1",
        "en",
        "zh",
    )
    assert sha256 == hashlib.sha256(TINY.read_bytes()).hexdigest()
    with allow_argos_import():
        from argostranslate.package import get_installed_packages
    found = get_installed_packages([models])
    assert [(package.from_code, package.to_code, package.package_path) for package in found] == [
        ("en", "zh", one.path)
    ]
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["models"]


def test_installing_again_replaces_the_package_whole(tmp_path: Path) -> None:
    install_package(package(tmp_path / "a", extra={"p/old.txt": b"old"}), tmp_path / "models")
    one, _ = install_package(
        package(tmp_path / "b", metadata={**METADATA, "package_version": "2.0"}),
        tmp_path / "models",
    )
    assert one.version == "2.0"
    assert sorted(path.name for path in one.path.iterdir()) == [
        "metadata.json",
        "model",
        "sentencepiece.model",
    ]
    assert list_packages(tmp_path / "models") == [one]


def test_folders_of_their_own_in_the_archive_are_taken(tmp_path: Path) -> None:
    one, _ = install_package(
        package(tmp_path / "a", extra={"p/": b"", "p/stanza/": b"", "p/stanza/en.pt": b"x"}),
        tmp_path / "models",
    )
    assert (one.path / "stanza" / "en.pt").read_bytes() == b"x"


def linked(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("p/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


UNSAFE = [
    ("leaves the package's folder", {"p/../../evil": b"x"}),
    ("leaves the package's folder", {"/etc/evil": b"x"}),
    ("leaves the package's folder", {"p/./evil": b"x"}),
    ("leaves the package's folder", {"p/a\\..\\evil": b"x"}),
    ("leaves the package's folder", {"C:/evil": b"x"}),
    ("leaves the package's folder", {"p/new\nline": b"x"}),
    ("leaves the package's folder", {".hidden/evil": b"x"}),
    ("2 folders at its top", {"other/file": b"x"}),
    ("two files of the same name", {"p/METADATA.json": b"{}"}),
    ("unpacks from", {"p/zeros": bytes(30_000_000)}),
]


@pytest.mark.parametrize(
    ("reason", "extra"), UNSAFE, ids=[f"{reason}-{next(iter(extra))!r}" for reason, extra in UNSAFE]
)
def test_a_package_that_would_write_elsewhere_or_fill_the_disk_is_refused(
    tmp_path: Path, reason: str, extra: dict[str, bytes]
) -> None:
    (tmp_path / "deep").mkdir()
    file = package(tmp_path / "deep" / "p.argosmodel", extra=extra)
    with pytest.raises(ModelError, match=reason):
        install_package(file, tmp_path / "deep" / "home" / "models")
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "deep",
        "home",
        "models",
        "p.argosmodel",
    ]


def test_a_link_in_a_package_is_refused(tmp_path: Path) -> None:
    file = package(tmp_path / "p")
    with zipfile.ZipFile(file, "a") as archive:
        linked(archive)
    with pytest.raises(ModelError, match="is a link"):
        install_package(file, tmp_path / "models")


def test_sizes_are_counted_and_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = package(tmp_path / "p", extra={"p/large": os.urandom(3_000)})
    monkeypatch.setattr(unpacking, "_check_members", lambda archive, said: "p")
    monkeypatch.setattr(unpacking, "MODEL_BYTES", 2_000)
    with pytest.raises(ModelError, match="unpacks to more than 2000 bytes"):
        install_package(file, tmp_path / "models")
    assert list_packages(tmp_path / "models") == []


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    file = package(tmp_path / "p", extra={f"p/{number}": b"" for number in range(600)})
    with pytest.raises(ModelError, match="603 files"):
        install_package(file, tmp_path / "models")


NO_PACKAGE: list[tuple[str, Callable[[Path], Path]]] = [
    ("metadata.json is missing", lambda file: package(file, without=("metadata.json",))),
    (
        "metadata.json is missing or too large",
        lambda file: package(file, metadata={**METADATA, "x": "y" * 70_000}),
    ),
    ("metadata.json does not describe one", lambda file: package(file, metadata=["en", "zh"])),
    (
        "metadata.json does not describe one",
        lambda file: package(file, metadata={**METADATA, "type": "sbd"}),
    ),
    ("needs from_code", lambda file: package(file, metadata={"package_version": "1"})),
    ("needs from_code", lambda file: package(file, metadata={**METADATA, "to_code": "../zh"})),
    (
        "needs package_version",
        lambda file: package(file, metadata={**METADATA, "package_version": 1}),
    ),
    ("tokenizer is missing", lambda file: package(file, without=("sentencepiece.model",))),
    ("tokenizer is missing", lambda file: package(file, without=("model/model.bin",))),
    (
        "metadata.json cannot be read",
        lambda file: package(
            file, without=("metadata.json",), extra={"p/metadata.json": b"{'en'}"}
        ),
    ),
    ("0 folders at its top", lambda file: empty(file)),
    ("is no translation package", lambda file: text(file)),
    ("no such file", lambda file: file),
    ("cannot read", lambda file: file.parent),
]


def empty(file: Path) -> Path:
    with zipfile.ZipFile(file, "w"):
        return file


def text(file: Path) -> Path:
    file.write_text("<html>Not found</html>")
    return file


@pytest.mark.parametrize(
    ("reason", "make"),
    NO_PACKAGE,
    ids=[f"{number}-{reason}" for number, (reason, _) in enumerate(NO_PACKAGE)],
)
def test_what_is_no_package_is_refused_in_one_line(
    tmp_path: Path, reason: str, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(ModelError, match=reason) as refusal:
        install_package(make(tmp_path / "p.argosmodel"), tmp_path / "models")
    assert "\n" not in str(refusal.value)
    assert list_packages(tmp_path / "models") == []


def test_a_cut_off_download_is_refused_and_the_old_package_stays(tmp_path: Path) -> None:
    one, _ = install_package(TINY, tmp_path / "models")
    half = tmp_path / "half.argosmodel"
    half.write_bytes(TINY.read_bytes()[:1_000_000])
    with pytest.raises(ModelError):
        install_package(half, tmp_path / "models")
    assert list_packages(tmp_path / "models") == [one]


@given(places=st.lists(st.integers(0, 10_000), min_size=1, max_size=4), value=st.integers(0, 255))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_flipped_bytes_give_a_package_or_a_clear_refusal(
    tmp_path: Path, places: list[int], value: int
) -> None:
    data = bytearray(package(tmp_path / "p").read_bytes())
    for place in places:
        data[place % len(data)] = value
    (tmp_path / "broken").write_bytes(data)
    try:
        install_package(tmp_path / "broken", tmp_path / "models")
    except ModelError as error:
        assert str(tmp_path) in str(error)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match=f"cannot install into {tmp_path / 'models'}"):
        install_package(package(tmp_path / "p"), tmp_path / "models")


def test_the_old_package_comes_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = install_package(package(tmp_path / "a"), tmp_path / "models")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".installing-"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ModelError, match="No space left on device; check space"):
        install_package(
            package(tmp_path / "b", metadata={**METADATA, "package_version": "2.0"}),
            tmp_path / "models",
        )
    assert list_packages(tmp_path / "models") == [one]


def test_the_newest_package_of_a_pair_is_chosen_by_number(tmp_path: Path) -> None:
    for folder, version, to in (("a", "1.9", "zh"), ("b", "1.10", "zh"), ("c", "2.0", "zt")):
        install_package(
            package(
                tmp_path / folder,
                folder,
                {"package_version": version, "from_code": "en", "to_code": to},
            ),
            tmp_path / "models",
        )
    (tmp_path / "models" / "stray").mkdir()
    (tmp_path / "models" / "note.txt").write_text("x")
    chosen = find_newest_package(tmp_path / "models", "en", "zh")
    assert chosen is not None
    assert chosen.version == "1.10"
    assert find_newest_package(tmp_path / "models", "zh", "en") is None
    assert find_newest_package(tmp_path / "nowhere", "en", "zh") is None

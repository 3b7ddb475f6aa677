import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.translation.backends.argos import ArgosTranslator
from pipelines.translation.backends.argos_import import allow_argos_import
from pipelines.translation.backends.packages import InstalledPackage, digest_package
from pipelines.translation.typography import apply_chinese_punctuation
from records.errors import ModelError
from records.paths import PROJECT_ROOT
from tests.pipelines.translation.backends.conftest import rows


@pytest.fixture(scope="module")
def translator(tiny: InstalledPackage) -> ArgosTranslator:
    """One translator for the module: loading it is the slow part."""
    return ArgosTranslator(tiny)


def test_the_demo_package_translates_its_sentences_as_recorded(translator: ArgosTranslator) -> None:
    sentences = rows()
    targets = translator.translate([row["en"] for row in sentences])
    assert targets == [row["stock_argos_output"] for row in sentences]
    assert (
        sum(
            apply_chinese_punctuation(target) == row["wanted_zh"]
            for target, row in zip(targets, sentences, strict=True)
        )
        == 46
    )


def test_the_order_and_the_company_of_sentences_do_not_matter(translator: ArgosTranslator) -> None:
    sentences = [row["en"] for row in rows()]
    alone = [translator.translate([sentence])[0] for sentence in sentences[:8]]
    assert translator.translate(sentences[::-1] * 3)[-8:] == alone[::-1]


def test_nothing_to_say_needs_no_decoder(translator: ArgosTranslator) -> None:
    assert translator.translate([]) == []
    assert translator.translate(["", " "]) == ["", ""]


def test_a_decoder_in_a_loop_is_stopped(translator: ArgosTranslator) -> None:
    (target,) = translator.translate(["qqq zzz qqq"])
    assert len(target) < 200


def test_a_translator_says_what_it_is_before_it_loads_anything(tiny: InstalledPackage) -> None:
    fresh = ArgosTranslator(tiny, threads=1)
    assert fresh.name == "argos translate-en_zh-tiny 0.1"
    assert fresh.languages == {"en"}
    assert len(fresh.model) == 16
    assert fresh.model == ArgosTranslator(tiny).model
    assert "_decoder" not in vars(fresh)


def copy_of(tiny: InstalledPackage, folder: Path) -> InstalledPackage:
    shutil.copytree(tiny.path, folder / tiny.name)
    return InstalledPackage(tiny.name, tiny.version, tiny.source, tiny.target, folder / tiny.name)


@pytest.mark.parametrize("name", ["model/model.bin", "sentencepiece.model"])
def test_damaged_weights_are_told_in_one_line(
    tiny: InstalledPackage, tmp_path: Path, name: str
) -> None:
    broken = copy_of(tiny, tmp_path)
    (broken.path / name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"cannot be read .* install it again") as refusal:
        ArgosTranslator(broken).translate(["Stroke is a medical emergency."])
    assert "\n" not in str(refusal.value)


def test_a_package_that_went_away_is_told_in_one_line(
    tiny: InstalledPackage, tmp_path: Path
) -> None:
    gone = ArgosTranslator(InstalledPackage("p", "1", "en", "zh", tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="install it again"):
        gone.translate(["Stroke is a medical emergency."])
    unreadable = copy_of(tiny, tmp_path)
    (unreadable.path / "model" / "model.bin").unlink()
    (unreadable.path / "model" / "model.bin").mkdir()
    with pytest.raises(ModelError, match="install it again"):
        assert ArgosTranslator(unreadable).model


def test_a_target_prefix_is_asked_for_and_taken_off(tiny: InstalledPackage, tmp_path: Path) -> None:
    prefixed = copy_of(tiny, tmp_path)
    about = prefixed.path / "metadata.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "target_prefix": "该"}))
    source = "The vaccine is safe and effective for most adults."  # 该疫苗对大多数成年人安全有效。
    (target,) = ArgosTranslator(prefixed).translate([source])
    assert target == "疫苗对大多数成年人安全有效。"


def test_a_word_piece_package_is_joined_by_its_own_rule(tiny: InstalledPackage) -> None:
    translator = ArgosTranslator(tiny)
    translator.__dict__["_tokenizer"] = SimpleNamespace(
        decode=lambda pieces: "".join(pieces).replace("@@", "")
    )
    assert translator._join_pieces(["高@@", "血压"]) == "高血压"


def test_argos_translate_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "argostranslate.absent", None)
    with (
        pytest.raises(ModelError, match=r"not installed .* run `make setup`"),
        allow_argos_import(),
    ):
        importlib.import_module("argostranslate.absent")


PROGRAM = """
import os, sys
before = dict(os.environ)
from pathlib import Path
from pipelines.translation.backends.argos_import import allow_argos_import
from pipelines.translation.backends.argos import ArgosTranslator
from pipelines.translation.backends.packages import list_packages
(package,) = list_packages(Path(sys.argv[1]))
print(ArgosTranslator(package).translate(["Stroke is a medical emergency."])[0])
with allow_argos_import():
    import argostranslate.translate
assert dict(os.environ) == before, "the environment changed"
heavy = {"torch", "spacy", "onnxruntime"} & {name.split(".")[0] for name in sys.modules}
assert not heavy, heavy
assert not hasattr(sys.modules["stanza"], "__file__"), "the real stanza was imported"
"""


def test_translating_leaves_home_and_environment_alone_and_loads_no_torch(
    tiny: InstalledPackage, tmp_path: Path
) -> None:
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir()
    cwd.mkdir()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(PROJECT_ROOT),
        "SNAP": "x",
        "ARGOS_PACKAGES_DIR": str(home / "argos"),
    }
    program = [sys.executable, "-W", "error", "-c", PROGRAM, str(tiny.path.parent)]
    done = subprocess.run(program, env=env, cwd=cwd, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "中风是一种医疗急症。\n"), done.stderr
    assert list(home.rglob("*")) == []
    assert list(cwd.rglob("*")) == []
    assert sorted(path.name for path in tiny.path.parent.iterdir()) == [tiny.name]


def test_other_translations_of_a_wrong_dose_hold_the_right_one(translator: ArgosTranslator) -> None:
    source = next(row["en"] for row in rows() if "500 mg" in row["en"])
    (others,) = translator.alternatives([source])
    assert len(others) == len(set(others)) > 1
    assert any("500毫克" in other for other in others)


def test_other_translations_come_in_the_order_of_the_sentences_whatever_their_length(
    translator: ArgosTranslator,
) -> None:
    sources = [row["en"] for row in rows()[:6]]
    assert translator.alternatives(sources) == [
        translator.alternatives([source])[0] for source in sources
    ]
    assert translator.alternatives(["", sources[0]])[0] == []


def test_a_package_that_is_not_what_was_recorded_translates_nothing(tiny: InstalledPackage) -> None:
    true = digest_package(tiny.path)
    assert ArgosTranslator(tiny, expected_digest=true).translate(
        ["Stroke is a medical emergency."]
    ) == ["中风是一种医疗急症。"]
    changed = ArgosTranslator(tiny, expected_digest="0" * 64)
    for use in (
        lambda: changed.translate(["Stroke is a medical emergency."]),
        lambda: changed.model,
    ):
        with pytest.raises(
            ModelError, match="is not what was installed, its files have changed; install it again"
        ):
            use()


def test_the_arithmetic_is_part_of_what_the_memory_goes_by(tiny: InstalledPackage) -> None:
    assert (
        ArgosTranslator(tiny, compute_type="int8").model
        != ArgosTranslator(tiny, compute_type="float32").model
    )

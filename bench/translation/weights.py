"""Make a translation package of the size of the official ones, with random weights: fit to measure
speed, unfit to translate.

CTranslate2 writes the model itself, so no torch is needed. The tokenizer is that of the tiny
package; its 6,000 pieces are filled up to the vocabulary of the official packages, since the output
layer is a third of the work.
"""

import json
import shutil
import zipfile
from pathlib import Path

import numpy
from ctranslate2 import specs
from ctranslate2.specs import attention_spec, common_spec, transformer_spec

from pipelines.translation.backends.packages import InstalledPackage, install_package
from records.paths import PROJECT_ROOT

TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
NAME = "translate-en_zh-random"
LAYERS, WIDTH, HEADS, INNER, PIECES = 6, 512, 8, 2_048, 32_000
SEED = 20_261_126


def base_package(folder: Path) -> InstalledPackage:
    """Make the package in a folder and install it there."""
    tiny, _ = install_package(TINY, folder / "tiny")
    inner = folder / NAME
    inner.mkdir()
    shutil.copyfile(tiny.path / "sentencepiece.model", inner / "sentencepiece.model")
    pieces = json.loads((tiny.path / "model" / "shared_vocabulary.json").read_text("utf-8"))
    _save(
        [*pieces, *(f"▁filler{number}" for number in range(len(pieces), PIECES))], inner / "model"
    )
    metadata = {
        "package_version": "1.0",
        "from_code": "en",
        "to_code": "zh",
        "from_name": "English",
        "to_name": "Chinese",
    }
    (inner / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    file = folder / f"{NAME}.argosmodel"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in inner.rglob("*") if path.is_file()):
            archive.write(path, f"{NAME}/{path.relative_to(inner)}")
    package, _ = install_package(file, folder / "models")
    return package


def _save(vocabulary: list[str], folder: Path) -> None:
    """Write transformer-base (6 + 6 layers of 512, 8 heads, 2,048 inside), 8-bit as the official
    packages are stored.
    """
    dice = numpy.random.default_rng(SEED)
    spec = specs.TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=True)
    shared = _drawn(dice, PIECES, WIDTH)
    for embeddings in (spec.encoder.embeddings[0], spec.decoder.embeddings):
        embeddings.weight = shared
    spec.decoder.projection.weight = shared
    spec.decoder.projection.bias = numpy.zeros(PIECES, numpy.float32)
    for norm in (spec.encoder.layer_norm, spec.decoder.layer_norm):
        _even(norm)
    for layer in spec.encoder.layer:
        _attention(dice, layer.self_attention, (3, 1))
        _feed_forward(dice, layer.ffn)
    for layer in spec.decoder.layer:
        _attention(dice, layer.self_attention, (3, 1))
        _attention(dice, layer.attention, (1, 2, 1))
        _feed_forward(dice, layer.ffn)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "<s>"
    spec.config.add_source_bos = spec.config.add_source_eos = False
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))


def _drawn(dice: numpy.random.Generator, rows: int, columns: int) -> numpy.ndarray:
    return (dice.standard_normal((rows, columns)) / numpy.sqrt(columns)).astype(numpy.float32)


def _even(norm: common_spec.LayerNormSpec) -> None:
    norm.gamma, norm.beta = numpy.ones(WIDTH, numpy.float32), numpy.zeros(WIDTH, numpy.float32)


def _attention(
    dice: numpy.random.Generator,
    attention: attention_spec.MultiHeadAttentionSpec,
    widths: tuple[int, ...],
) -> None:
    _even(attention.layer_norm)
    for linear, width in zip(attention.linear, widths, strict=True):
        linear.weight, linear.bias = (
            _drawn(dice, width * WIDTH, WIDTH),
            numpy.zeros(width * WIDTH, numpy.float32),
        )


def _feed_forward(dice: numpy.random.Generator, block: transformer_spec.FeedForwardSpec) -> None:
    _even(block.layer_norm)
    block.linear_0.weight, block.linear_0.bias = (
        _drawn(dice, INNER, WIDTH),
        numpy.zeros(INNER, numpy.float32),
    )
    block.linear_1.weight, block.linear_1.bias = (
        _drawn(dice, WIDTH, INNER),
        numpy.zeros(WIDTH, numpy.float32),
    )

"""Translate with an Argos Translate package, decoded by CTranslate2 in batches over everything that
waits.

Argos Translate gives the package format and its tokenizer. Its own decoding takes about one
sentence per batch, loses which translation belongs to which sentence and turns "_" into spaces;
handing the same model all sentences at once is four times as fast.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from pipelines.translation.backends.argos_import import allow_argos_import
from pipelines.translation.backends.compute_type import choose_compute_type
from pipelines.translation.backends.packages import InstalledPackage, digest_package
from records.errors import ModelError

# four times the speed of sentence by sentence; larger batches gain nothing on two cores
BATCH_TOKENS: Final = 1_024


BEAM_SIZE: Final = 4
# both as in Argos Translate itself, whose published quality was measured with them
LENGTH_PENALTY: Final = 0.2
# most target tokens per source token; a decoder in a loop would run on to its own limit of 256
TOKEN_GROWTH_MAX: Final = 3
TOKEN_SLACK: Final = 10  # tokens more than that, for short sentences
END_TOKEN: Final = "</s>"  # noqa: S105
DECODING_SETTINGS: Final = (
    f"beam={BEAM_SIZE} penalty={LENGTH_PENALTY} growth={TOKEN_GROWTH_MAX}+{TOKEN_SLACK}"
)


class ArgosTranslator:
    """One installed package; its files are read when the first sentence comes."""

    def __init__(
        self,
        package: InstalledPackage,
        *,
        threads: int | None = None,
        expected_digest: str = "",
        compute_type: str = "",
    ) -> None:
        """Choose the package.

        `threads` is by default one per CPU core, `expected_digest` the digest of what was once
        installed, if known; `compute_type` is the arithmetic, as CTranslate2 names it, by default
        what this processor does best.
        """
        self._package = package
        self._threads = threads or os.cpu_count() or 1
        self._expected_digest = expected_digest
        self._compute_type = compute_type or choose_compute_type()

    @property
    def name(self) -> str:
        """The package with its version."""
        return f"argos {self._package.name} {self._package.version}"

    @property
    def languages(self) -> frozenset[str]:
        """The one language this package reads."""
        return frozenset((self._package.source,))

    @cached_property
    def model(self) -> str:
        """The digest of the package's files and the decoding settings.

        ModelError when the files are not those that were installed.
        """
        return sha256(
            f"{DECODING_SETTINGS} compute={self._compute_type} {self._digest}".encode()
        ).hexdigest()[:16]

    @cached_property
    def _digest(self) -> str:
        digest = digest_package(self._package.path)
        if self._expected_digest and digest != self._expected_digest:
            raise ModelError(
                f"the translation package {self._package.path} is not what was installed, its files"
                " have changed; install it again"
            )
        return digest

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Decode the sentences, longest first in batches of like length, and give them back in the
        order they came.
        """
        targets = [""] * len(sentences)
        with self._report_unreadable():
            tokens = [self._tokenizer.encode(sentence) for sentence in sentences]
            for batch in _make_batches(tokens):
                for index, target in zip(
                    batch, self._decode([tokens[index] for index in batch]), strict=True
                ):
                    targets[index] = target
        return targets

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        """Decode again: first so that no sentence can end in a comma and nothing repeats itself,
        then the next best of the usual way.
        """
        alternatives: list[list[str]] = [[] for _ in sentences]
        with self._report_unreadable():
            tokens = [self._tokenizer.encode(sentence) for sentence in sentences]
            for batch in _make_batches(tokens):
                batch_tokens = [tokens[index] for index in batch]
                strict = self._decode_hypotheses(
                    batch_tokens,
                    repetition_penalty=1.1,
                    no_repeat_ngram_size=4,
                    **self._suppressed_endings,
                )
                usual = self._decode_hypotheses(batch_tokens, num_hypotheses=BEAM_SIZE)
                for index, first, others in zip(batch, strict, usual, strict=True):
                    alternatives[index] = list(dict.fromkeys((*first, *others)))
        return alternatives

    @cached_property
    def _suppressed_endings(self) -> dict[str, list[list[str]]]:
        """Where a whole sentence stops after a comma, half of it is lost on average.

        A model that has no such piece has no such end.
        """
        vocabulary = (self._package.path / "model" / "shared_vocabulary.json").read_text("utf-8")
        pieces = set(json.loads(vocabulary))
        endings = [
            [mark, END_TOKEN]
            for mark in (",", "，", "▁,", "、")
            if mark in pieces and END_TOKEN in pieces
        ]
        return {"suppress_sequences": endings} if endings else {}

    def _decode(self, tokens: list[list[str]]) -> list[str]:
        return [targets[0] for targets in self._decode_hypotheses(tokens)]

    def _decode_hypotheses(
        self,
        tokens: list[list[str]],
        **settings: Any,  # noqa: ANN401 -- as ctranslate2 takes them
    ) -> list[list[str]]:
        prefix = self._argos_package.target_prefix
        results = self._decoder.translate_batch(
            tokens,
            target_prefix=[[prefix]] * len(tokens) if prefix else None,
            beam_size=BEAM_SIZE,
            length_penalty=LENGTH_PENALTY,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
            max_decoding_length=TOKEN_GROWTH_MAX * max(map(len, tokens)) + TOKEN_SLACK,
            replace_unknowns=True,
            return_scores=True,
            **settings,
        )
        return [
            [self._join_pieces(pieces).removeprefix(prefix).strip() for pieces in result.hypotheses]
            for result in results
        ]

    def _join_pieces(self, pieces: list[str]) -> str:
        """Make text of the pieces.

        Argos' own way would lose every underscore of a SentencePiece model.
        """
        if hasattr(self._tokenizer, "lazy_processor"):
            text: str = self._tokenizer.lazy_processor().decode_pieces(pieces)
            return text.replace("▁", " ")
        return str(self._tokenizer.decode(pieces))

    @cached_property
    def _argos_package(self) -> Any:  # noqa: ANN401 -- argostranslate has no types
        with allow_argos_import():
            from argostranslate.package import Package
        return Package(self._package.path)

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401 -- argostranslate has no types
        return self._argos_package.tokenizer

    @cached_property
    def _decoder(self) -> Any:  # noqa: ANN401 -- ctranslate2 has no types
        import ctranslate2

        if self._expected_digest:
            self._digest  # noqa: B018 -- refuses what is not what was installed
        return ctranslate2.Translator(
            str(self._package.path / "model"),
            device="cpu",
            compute_type=self._compute_type,
            inter_threads=1,
            intra_threads=self._threads,
        )

    @contextmanager
    def _report_unreadable(self) -> Iterator[None]:
        """Turn what CTranslate2 and SentencePiece raise on unreadable files into one clear line."""
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:
            reason = " ".join(str(error).split())[:200]
            message = (
                f"the translation package {self._package.path} cannot be read ({reason}); install"
                " it again from its file"
            )
            raise ModelError(message) from error


def _make_batches(tokens: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Give the places of the sentences in batches: longest first, so that little is padded and
    memory peaks at once.
    """
    batch: list[int] = []
    for place in sorted(range(len(tokens)), key=lambda place: -len(tokens[place])):
        if not tokens[place]:
            continue  # nothing to say
        if batch and (len(batch) + 1) * len(tokens[batch[0]]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch

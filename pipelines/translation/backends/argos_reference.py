"""Translate the way Argos Translate itself does: the reference that our own decoding is measured by
and compared with.
"""

from collections.abc import Sequence

from pipelines.translation.backends.argos import ArgosTranslator
from pipelines.translation.backends.argos_import import allow_argos_import


class ArgosReferenceTranslator(ArgosTranslator):
    """The same package through Argos Translate's own decoding, batches of 32 tokens within one
    paragraph.

    Model, threads and arithmetic are those of ArgosTranslator, so that nothing but the way of
    decoding differs.
    """

    @property
    def name(self) -> str:
        """The package with its version."""
        return f"stock {super().name}"

    @property
    def model(self) -> str:
        """Another name than that of our own decoding: the sentence memory must not mix the two."""
        return f"stock-{super().model}"

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Translate each sentence as a paragraph of its own."""
        return [self.translate_paragraph([sentence]) for sentence in sentences]

    def translate_paragraph(self, sentences: Sequence[str]) -> str:
        """Translate the sentences of one paragraph into one text.

        Nobody learns which of them became what.
        """
        if not any(sentence.strip() for sentence in sentences):
            return ""
        with allow_argos_import():
            from argostranslate.translate import apply_packaged_translation
        with self._report_unreadable():
            (best,) = apply_packaged_translation(
                self._argos_package, "", self._decoder, _FixedSplitter(sentences), num_hypotheses=1
            )
        return str(best.value).strip()

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        """Have none: Argos Translate takes the first translation for the right one."""
        return [[] for _ in sentences]


class _FixedSplitter:
    """A sentence splitter that knows the sentences already: ours cut them, the same ones for both
    ways of decoding.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        self._sentences = list(sentences)

    def split_sentences(self, _: str) -> list[str]:
        return self._sentences

"""The translator of a machine without a package: it reads no language, so that every article keeps
waiting.
"""

from collections.abc import Sequence

from records.errors import ModelError


class NullTranslator:
    """Stands where a translator should be; a crawl goes on without translation."""

    name = "none"
    model = ""
    languages: frozenset[str] = frozenset()

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Refuse: nobody may take an untranslated sentence for a translation."""
        if sentences:
            raise ModelError(
                "no translation package is installed; install one: jianwen models install en zh"
            )
        return []

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        """Have none."""
        return [[] for _ in sentences]

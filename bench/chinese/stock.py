"""Any number of articles that read like health news, some of them copies of earlier ones, some of
them bulletins.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

from bench.chinese.reprints import BULLETINS, Original, Press, bulletins

EXACT, EDITED, ISSUES = 0.05, 0.05, 0.01
"""Shares of the stock that are the same text again, a reprint of it, issues of a bulletin."""
CHARS = 850
"""Of an article in the middle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of the stock."""

    number: int
    text: str
    of: int  # the number of the article that it copies, -1 for none
    edit: str = ""


class Writer:
    """Goes from word to word as real sentences do, so that what two texts share by chance is what
    real ones share.
    """

    def __init__(self, texts: list[str]) -> None:
        """Read the texts it learns to write from."""
        import rjieba

        self.following: dict[str, list[str]] = {}
        cut = rjieba.Jieba().cut
        for text in texts:
            for one, other in pairwise(cut(text, False)):
                self.following.setdefault(one, []).append(other)
        self.words = list(self.following)

    def article(self, chance: random.Random) -> str:
        """Write one."""
        wanted = int(chance.lognormvariate(0, 0.4) * CHARS)
        word, written, size = chance.choice(self.words), [], 0
        while size < wanted:
            written.append(word)
            size += len(word)
            ways = self.following.get(word)
            word = (
                chance.choice(ways)
                if ways and chance.random() < 0.95
                else chance.choice(self.words)
            )
        return "".join(written)


class Stock:
    """A stock of which each article is known by its number alone, so that several processes can
    write it.
    """

    def __init__(self, writer: Writer, press: Press) -> None:
        """Take who writes and who reprints."""
        self.writer, self.press = writer, press

    def piece(self, number: int) -> Piece:
        """Write one article; a copy is of one of the thousand before it."""
        chance = random.Random(number)
        fate = chance.random()
        if fate >= EXACT + EDITED + ISSUES:
            return Piece(number, self.writer.article(chance), -1)
        if fate >= EXACT + EDITED:
            (issue,) = bulletins(chance, 1)[chance.choice(list(BULLETINS))]
            return Piece(number, issue, -1, "issue")
        old = next((self.piece(of) for of in self._before(number, chance)), None)
        if old is None or old.of >= 0 or old.edit:
            return Piece(number, self.writer.article(chance), -1)
        if fate < EXACT:
            return Piece(number, old.text, old.number, "exact")
        self.press.chance = chance
        edits = [
            edit
            for edit in self.press.reprints(Original("news", (old.text,)))
            if edit[0] != "pinyin damage"
        ]
        name, text = chance.choice(edits)
        return Piece(number, text, old.number, name)

    def _before(self, number: int, chance: random.Random) -> list[int]:
        """Choose an article before this one that is no copy itself."""
        tried = (
            [chance.randrange(max(0, number - 1_000), number) for _ in range(20)] if number else []
        )
        return [of for of in tried if random.Random(of).random() >= EXACT + EDITED + ISSUES][:1]

"""The two ways to find near copies that everybody knows, as their users set them up."""

import pickle
import re
import zlib
from collections.abc import Iterable
from functools import lru_cache

from datasketch import MinHash, MinHashLSH

_UNIT = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")
"""A Chinese character or a word, as the usual recipes cut mixed text."""
PERMUTATIONS = 128
SIMHASH_BITS = 64


def shingles(text: str, size: int) -> set[str]:
    """Cut a folded text into its runs of so many units."""
    units = _UNIT.findall(text)
    return {" ".join(units[at : at + size]) for at in range(max(1, len(units) - size + 1))}


class ByMinHash:
    """datasketch's MinHash over five-grams with its LSH index."""

    def __init__(self, threshold: float) -> None:
        """Take the Jaccard similarity from which two texts count as copies."""
        self.threshold = threshold
        self.name = f"MinHash {PERMUTATIONS}, 5-grams, Jaccard >= {threshold:g}"
        self.signatures: dict[int, MinHash] = {}
        self.index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)

    @staticmethod
    @lru_cache(maxsize=1)
    def sign(text: str) -> MinHash:
        """Make the signature of a text."""
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([one.encode() for one in shingles(text, 5)])
        return signature

    def alike(self, signature: MinHash) -> set[int]:
        """Find the texts that are copies of one."""
        found: Iterable[int] = self.index.query(signature)
        return {one for one in found if self.signatures[one].jaccard(signature) >= self.threshold}

    def keep(self, number: int, signature: MinHash) -> None:
        """Add a text."""
        self.signatures[number] = signature
        self.index.insert(number, signature)

    def size(self) -> int:
        """Bytes of everything, as datasketch pickles it."""
        return len(pickle.dumps((self.signatures, self.index)))


class BySimHash:
    """SimHash of three-grams, found through blocks of its bits."""

    def __init__(self, distance: int) -> None:
        """Take the number of bits in which two copies may differ."""
        self.distance = distance
        self.name = f"SimHash {SIMHASH_BITS}, 3-grams, <= {distance} bits"
        self.signatures: dict[int, int] = {}
        self.blocks: dict[tuple[int, int], list[int]] = {}
        self.width = SIMHASH_BITS // (distance + 1)

    @staticmethod
    @lru_cache(maxsize=1)
    def sign(text: str) -> int:
        """Make the signature of a text."""
        sums = [0] * SIMHASH_BITS
        for one in shingles(text, 3):
            raw = one.encode()
            number = zlib.crc32(raw) << 32 | zlib.crc32(raw, 0x9E3779B9)
            for bit in range(SIMHASH_BITS):
                sums[bit] += 1 if number >> bit & 1 else -1
        return sum(1 << bit for bit, total in enumerate(sums) if total > 0)

    def _keys(self, signature: int) -> list[tuple[int, int]]:
        mask = (1 << self.width) - 1
        return [
            (block, signature >> block * self.width & mask) for block in range(self.distance + 1)
        ]

    def alike(self, signature: int) -> set[int]:
        """Find the texts that are copies of one.

        Two that differ in few bits agree in at least one block.
        """
        near = {one for key in self._keys(signature) for one in self.blocks.get(key, ())}
        return {
            one for one in near if (self.signatures[one] ^ signature).bit_count() <= self.distance
        }

    def keep(self, number: int, signature: int) -> None:
        """Add a text."""
        self.signatures[number] = signature
        for key in self._keys(signature):
            self.blocks.setdefault(key, []).append(number)

    def size(self) -> int:
        """Bytes of everything, pickled."""
        return len(pickle.dumps((self.signatures, self.blocks)))

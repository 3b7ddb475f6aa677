"""Fast arithmetic is taken only where the processor says that it is exact."""

from pathlib import Path

import pytest

from pipelines.translation.backends.compute_type import choose_compute_type


@pytest.mark.parametrize(
    ("told", "chosen"),
    [
        ("processor : 0\nflags\t\t: fpu sse4_2 avx2 avx512f avx512_vnni\n", "int8"),
        ("flags\t\t: avx2 avx_vnni\n", "int8"),
        ("flags\t\t: fpu sse4_2 avx2 avx512f\n", "float32"),
        ("Features\t: fp asimd asimddp\n", "float32"),
        ("", "float32"),
    ],
)
def test_eight_bits_need_a_processor_that_adds_them_exactly(
    tmp_path: Path, told: str, chosen: str
) -> None:
    (tmp_path / "cpuinfo").write_text(told)
    assert choose_compute_type(tmp_path / "cpuinfo") == chosen


def test_a_system_that_does_not_say_gets_the_safe_one(tmp_path: Path) -> None:
    assert choose_compute_type(tmp_path / "nowhere") == "float32"

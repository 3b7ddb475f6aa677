"""`jianwen desk` says where it serves, answers there, and ends with Ctrl-C."""

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

JIANWEN = Path(sys.executable).parent / "jianwen"


@pytest.mark.unmeasured
def test_the_desk_names_its_address_and_ends_with_a_signal(stocked, tmp_path) -> None:
    shelf = stocked()
    environ = {"JIANWEN_HOME": str(shelf.home), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        [JIANWEN, "desk", "--port", "0"], stdout=subprocess.PIPE, env=environ, text=True
    ) as desk:
        try:
            address = desk.stdout.readline().strip()
            with urllib.request.urlopen(f"{address}?q=x", timeout=20) as answer:
                assert answer.status == 200
            desk.send_signal(signal.SIGINT)
            assert desk.wait(timeout=20) in (0, 128 + signal.SIGINT)
        finally:
            desk.kill()


def test_an_address_that_others_reach_is_refused(ask, stocked) -> None:
    stocked()
    refused = ask("desk", "--host", "0.0.0.0")
    assert refused.code == 2
    assert "no accounts" in refused.err

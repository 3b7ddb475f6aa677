"""Count what the sentence memory spares on the demo's newsroom."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from records.paths import PROJECT_ROOT
from store.open import open_store


def hit_rates() -> dict[str, dict[str, float]]:
    """Harvest the demo's newsroom, then translate all of it again as after a change of the
    glossary; give the share remembered of each.
    """
    with TemporaryDirectory(prefix="jianwen-bench-") as folder:
        home = Path(folder) / "var"
        _jianwen(home, "demo", "--quiet")
        with open_store(home / "jianwen.db") as store:
            total = store.query_number("SELECT sum(json_array_length(sentences)) FROM translations")
            decoded = store.query_number("SELECT count(*) FROM sentences")
            with store.transaction() as connection:
                connection.execute("UPDATE translations SET model = 'that of yesterday'")
        again = json.loads(_jianwen(home, "translate", "--again", "--json"))
    return {
        "first run": {
            "sentences": total,
            "decoded": decoded,
            "remembered": round(1 - decoded / total, 4),
        },
        "once more": {
            "sentences": again["sentences"],
            "decoded": again["decoded"],
            "remembered": round(again["remembered"] / again["sentences"], 4),
        },
    }


def _jianwen(home: Path, *words: str) -> str:
    environment: dict[str, Any] = os.environ | {"JIANWEN_HOME": str(home)}
    program = [sys.executable, "-m", "commands.main", *words]
    return subprocess.run(
        program, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout

"""Take the pictures of docs/desk.md: `python docs/shoot_desk.py HOME`, with the demo's home.

Needs Debian's chromium. The pictures show the demo newsroom; nothing is written to its store.
"""

import json
import shutil
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - needs the path

from desk.context import Desk  # noqa: E402
from desk.server import DeskServer, open_listener  # noqa: E402
from records.paths import Paths  # noqa: E402

SIZES: Final = ((1280, 800), (390, 844))
FLAGGED: Final = "translation:review"


def list_pages(base: str) -> dict[str, str]:
    """Give the pages by the name of their picture."""
    with urllib.request.urlopen(f"{base}/articles.json?q={FLAGGED}") as answer:  # noqa: S310
        uid = json.load(answer)["articles"][0]["uid"]
    return {
        "list": "/?q=高血压",
        "article": f"/a/{uid}?list={FLAGGED}",
        "edit": f"/a/{uid}?list={FLAGGED}&edit=2#edit",
        "sources": "/sources",
        "runs": "/runs",
        "terms": "/terms",
        "corrections": "/corrections",
        "help": "/help",
    }


def shoot(base: str, folder: Path) -> None:
    """Write NAME-WIDTH.png for each page and width."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            for name, path in list_pages(base).items():
                page.goto(base + path)
                page.screenshot(path=folder / f"{name}-{width}.png")
        browser.close()


def main(home: str) -> None:
    """Serve the desk of a home while its pictures are taken."""
    listener = open_listener("127.0.0.1", 0)
    server = DeskServer(Desk.of(Paths.of({"JIANWEN_HOME": home})), listener)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        folder = ROOT / "docs" / "images" / "desk"
        folder.mkdir(parents=True, exist_ok=True)
        shoot(f"http://127.0.0.1:{listener.getsockname()[1]}", folder)
    finally:
        server.stop()
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The house rules of the design, read off the code itself."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT

ROOMS = (
    "records",
    "text",
    "feeds",
    "store",
    "pipelines",
    "crawler",
    "spiders",
    "services",
    "demo",
    "commands",
)
MAY_IMPORT = {
    "records": set(),
    "text": {"records"},
    "feeds": {"records", "text"},
    "store": {"records", "text"},
    "pipelines": {"records", "text"},
    "crawler": {"records", "text", "store", "pipelines"},
    "spiders": {"records", "text", "store", "pipelines", "crawler"},
    "services": {"records", "text", "store", "pipelines", "crawler", "spiders", "feeds"},
    "demo": {"records", "text", "store", "pipelines", "crawler", "spiders", "feeds", "services"},
    "commands": {
        "records",
        "text",
        "store",
        "pipelines",
        "crawler",
        "spiders",
        "feeds",
        "services",
        "demo",
    },
}
SCRAPY = {"scrapy", "twisted"}
NETWORK = {"socket", "http", "urllib.request", "requests", "httpx", "aiohttp", "ssl", "asyncio"}
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|$)")


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms or ROOMS for path in (PROJECT_ROOT / room).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} uses a relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_room_imports_only_the_rooms_below_it(path: Path) -> None:
    room = path.relative_to(PROJECT_ROOT).parts[0]
    foreign = {name.split(".")[0] for name in imports(path)} & set(ROOMS) - {room}
    assert foreign <= MAY_IMPORT[room], f"{named(path)} may not import {foreign - MAY_IMPORT[room]}"


@pytest.mark.parametrize(
    "path",
    modules("records", "text", "pipelines", "store", "feeds", "services", "demo", "commands"),
    ids=named,
)
def test_only_crawler_and_spiders_know_scrapy(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & SCRAPY


@pytest.mark.parametrize(
    "path", modules("records", "text", "pipelines", "store", "feeds"), ids=named
)
def test_the_line_and_the_store_know_no_network(path: Path) -> None:
    # they wait for their worker processes
    own = {"asyncio"} if "executors" in path.parts else set()
    assert not {
        name
        for name in imports(path)
        if name in NETWORK - own or name.split(".")[0] in NETWORK - {"http"} - own
    }


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    text = path.read_text("utf-8")
    if not text.strip():
        return
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    assert first and first[-1] in ".:", f"{named(path)} opens with {first!r}"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_names_say_the_job(path: Path) -> None:
    assert not FORBIDDEN_NAMES.search(path.stem)


def test_exceptions_are_caught_broadly_in_the_conveyor_alone() -> None:
    """A handler that ends with a bare `raise` only tidies up and is no catch."""
    broad = [
        named(path)
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert broad == ["pipelines/refine.py"]


def test_sql_is_written_in_the_store_alone() -> None:
    sql = re.compile(r"\b(SELECT\s.+\sFROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b", re.DOTALL)
    rooms = [room for room in ROOMS if room != "store"]
    written = [
        f"{named(path)}:{node.lineno}"
        for path in modules(*rooms)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.search(node.value)
    ]
    assert not written


def test_the_environment_is_read_at_the_edge_alone() -> None:
    """`crawler/settings.py` and the commands read it.

    The translator sets what Argos reads at its import.
    """
    allowed = (
        "crawler/settings.py",
        "commands/",
        "services/",
        "demo/",
        "pipelines/translation/backends/",
    )
    readers = [
        named(path)
        for path in modules()
        if "os.environ" in path.read_text("utf-8") or "getenv(" in path.read_text("utf-8")
    ]
    assert [reader for reader in readers if not reader.startswith(allowed)] == []


def test_importing_every_module_opens_no_socket_and_writes_no_file(tmp_path: Path) -> None:
    names = [
        ".".join(path.relative_to(PROJECT_ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
    ]
    program = (
        "import sys, importlib\ndef watch(event, args):\n    writes = event == 'open' and"
        " isinstance(args[1], str) and set(args[1]) & set('wax+')\n    if event in"
        " ('socket.connect', 'socket.bind') or (writes and not str(args[0]).startswith(('/dev/',"
        " '/proc/'))):\n        raise SystemExit(f'{event}"
        " {args}')\nsys.addaudithook(watch)\n[importlib.import_module(name) for name in"
        f" {names!r}]\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_dependency_carries_a_reason() -> None:
    text = (PROJECT_ROOT / "pyproject.toml").read_text("utf-8")
    data = tomllib.loads(text)
    groups = (
        *data["dependency-groups"].values(),
        *data["project"]["optional-dependencies"].values(),
    )
    wanted = [*data["project"]["dependencies"], *(item for group in groups for item in group)]
    bare = [item for item in wanted if not re.search(re.escape(f'"{item}",') + r"\s+# \w", text)]
    assert not bare


def test_the_lock_names_the_public_index_alone_and_no_path() -> None:
    lock = tomllib.loads((PROJECT_ROOT / "uv.lock").read_text("utf-8"))
    assert "find-links" not in (PROJECT_ROOT / "uv.lock").read_text("utf-8")
    for package in lock["package"]:
        source = package["source"]
        assert source in ({"registry": "https://pypi.org/simple"}, {"editable": "."}), package[
            "name"
        ]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert all(file["url"].startswith("https://files.pythonhosted.org/") for file in files), (
            package["name"]
        )


def test_no_heavy_splitter_is_locked_or_installed() -> None:
    lock = {
        package["name"]
        for package in tomllib.loads((PROJECT_ROOT / "uv.lock").read_text("utf-8"))["package"]
    }
    assert not lock & {"torch", "stanza", "spacy", "onnxruntime"}
    plain = (PROJECT_ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"^(torch|stanza|spacy|onnxruntime|nvidia)", plain, re.MULTILINE)


def test_requirements_lock_says_what_uv_lock_says() -> None:
    packages = tomllib.loads((PROJECT_ROOT / "uv.lock").read_text("utf-8"))["package"]
    # some twice: one version per Python
    locked = {(package["name"], package.get("version")) for package in packages}
    pins = re.findall(
        r"^([a-z0-9-]+)==(\S+)",
        (PROJECT_ROOT / "requirements.lock").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(pins) > 60
    assert [pin for pin in pins if pin not in locked] == []
    assert not re.search(
        r"(file:|https?:|@ )", (PROJECT_ROOT / "requirements.lock").read_text("utf-8")
    )


def test_all_six_packages_of_the_card_are_used() -> None:
    used = {name.split(".")[0] for path in modules() for name in imports(path)}
    assert {"scrapy", "jieba", "bs4", "langdetect", "sqlite_utils", "argostranslate"} <= used

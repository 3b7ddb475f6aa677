"""Who may import whom: the contracts of the architecture, and what breaks them.

    python tests/contracts.py [TREE]

prints a line for each broken one. docs/architecture.md explains them.
"""

import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import grimp

PACKAGES: Final = (
    "records",
    "text",
    "feeds",
    "store",
    "pipelines",
    "crawler",
    "spiders",
    "services",
    "desk",
    "demo",
    "commands",
)
"""The folders of the product, from the bottom up."""

BELOW: Final[Mapping[str, tuple[str, ...]]] = {
    "records": (),
    "text": ("records",),
    "feeds": ("records", "text"),
    "store": ("records", "text"),
    "pipelines": ("records", "text"),
    "crawler": ("records", "text", "store", "pipelines"),
    "spiders": ("records", "text", "store", "pipelines", "crawler"),
    "services": ("records", "text", "feeds", "store", "pipelines", "crawler", "spiders"),
    "desk": ("records", "text", "feeds", "store", "pipelines", "services"),
    "demo": ("records", "text", "feeds", "store", "pipelines", "crawler", "spiders", "services"),
    "commands": PACKAGES[:-1],
}
"""What each folder may import besides itself."""

LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (
        "similarity",
        "chinese xml",
        "html",
        "dates encoding json_fields numbers offsets pattern_growth protected_spans sentences"
        " whitespace",
        "symbol_fonts printable",
    ),
    "store": (
        "settle restore",
        "open recluster compare ledger sources translations",
        "articles migrations",
        "backup dedup search site_memory",
        "archive db",
        "regular_files",
    ),
    "pipelines": (
        "executors stages",
        "cleaning refine",
        "documents resources",
        "extraction",
        "decoding dedup metadata translation",
    ),
    "pipelines.translation": (
        "translate",
        "assemble",
        "chinese_to_english retry",
        "checks",
        "backends glossary typography",
    ),
    "crawler": (
        "run",
        "fetch politeness",
        "responses sources",
        "download scrapy_settings settings",
    ),
    "spiders": ("runner news partner", "base drafting", "article_pages discovery"),
    "spiders.discovery": (
        "discover",
        "readers",
        "json_api sitemaps",
        "enqueue feeds listings",
        "entries filters pagination request",
    ),
    "desk": (
        "server",
        "app",
        "decisions",
        "article downloads overview",
        "listing reading",
        "marks context",
        "security",
    ),
    "commands": (
        "main",
        "crawl",
        "*",
        "options output",
    ),
}
"""The levels within a folder, from the top down: a level imports the ones below it, and none of
its own; `*` stands for every module that is not named."""

LIBRARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "scrapy": ("crawler", "spiders"),
    "twisted": ("crawler", "spiders"),
    "zope": ("crawler", "spiders"),
    "click": ("commands",),
    "starlette": ("desk",),
    "uvicorn": ("desk",),
    "jinja2": ("desk",),
    "sqlite3": ("store",),
    "sqlite_utils": ("store",),
    "lxml": ("text", "feeds", "crawler", "spiders"),
    "argostranslate": ("pipelines.translation.backends",),
    "ctranslate2": ("pipelines.translation.backends",),
    "matplotlib": ("commands.output",),
    "socket": ("crawler", "spiders", "services", "desk", "demo", "commands"),
    "ssl": ("crawler", "spiders", "services", "demo", "commands"),
    "http": ("crawler", "spiders", "services", "demo", "commands"),
    "requests": (),
    "httpx": (),
    "aiohttp": (),
    # executors wait for their worker processes with it
    "asyncio": ("crawler", "spiders", "services", "demo", "commands", "pipelines.executors"),
}
"""Libraries that only some folders may know; `urllib.request` counts as `http`."""


def build_graph(tree: Path) -> grimp.ImportGraph:
    """Read the imports of all packages below `tree`, those inside functions and type checks, too.

    The packages must not have been imported by this process from elsewhere.
    """
    sys.path.insert(0, str(tree))
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def list_imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """List every import of the packages as importer and imported."""
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def is_within(module: str, package: str) -> bool:
    """Tell whether the module is the package or stands in it."""
    return f"{module}.".startswith(f"{package}.")


def find_upward_imports(graph: grimp.ImportGraph) -> list[str]:
    """Find imports from one folder into another that does not stand below it."""
    return [
        f"{importer} imports {imported}: {importer.split('.')[0]} stands beside or below it"
        for importer, imported in list_imports(graph)
        if (top := imported.split(".")[0]) in PACKAGES
        and top != importer.split(".")[0]
        and top not in BELOW[importer.split(".")[0]]
    ]


def find_broken_levels(graph: grimp.ImportGraph) -> list[str]:
    """Find imports within a folder that do not go down, and modules without a level."""
    broken = []
    for package, levels in LEVELS.items():
        children = {child.removeprefix(f"{package}.") for child in graph.find_children(package)}
        rank = {name: number for number, level in enumerate(levels) for name in level.split()}
        rest = rank.pop("*", None)
        missing = set() if rest is not None else children - rank.keys()
        broken += [f"{package}.{name} has no level in tests/contracts.py" for name in missing]
        broken += [f"{package}.{name} has a level and is gone" for name in rank.keys() - children]
        rank |= dict.fromkeys(children - rank.keys(), rest if rest is not None else len(levels))
        for importer, imported in list_imports(graph):
            if not (is_within(importer, f"{package}") and is_within(imported, f"{package}")):
                continue
            above, below = (
                name.removeprefix(package).strip(".").split(".")[0] for name in (importer, imported)
            )
            if above and below and above != below and rank[above] >= rank[below]:
                broken.append(f"{importer} imports {imported}: not on a level below")
    return sorted(broken)


def find_circles(graph: grimp.ImportGraph) -> list[str]:
    """Find circles of modules, and of packages on every level."""
    product = {module for module in graph.modules if module.split(".")[0] in PACKAGES}
    imports = {
        module: graph.find_modules_directly_imported_by(module) & product for module in product
    }
    circles = []
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circles.append("a circle of modules: " + " -> ".join(reversed(error.args[1])))
    for package in sorted(module for module in product if graph.find_children(module)):
        circles += [
            f"a circle in {package}: {importer} -> {imported}"
            for importer, imported in sorted(graph.nominate_cycle_breakers(package))
        ]
    return circles


def find_foreign_libraries(graph: grimp.ImportGraph) -> list[str]:
    """Find imports of libraries by folders that must not know them."""
    broken = []
    for importer, imported in list_imports(graph):
        library = imported
        if imported == "urllib":
            lines = graph.get_import_details(importer=importer, imported=imported)
            asks = any(
                "request" in line["line_contents"].split()
                or "urllib.request" in line["line_contents"]
                for line in lines
            )
            library = "http" if asks else ""
        owners = LIBRARIES.get(library)
        if owners is not None and not any(is_within(importer, owner) for owner in owners):
            broken.append(
                f"{importer} imports {imported}: only {', '.join(owners) or 'nobody'} may"
            )
    return broken


CONTRACTS: Final = {
    "folders": find_upward_imports,
    "levels": find_broken_levels,
    "circles": find_circles,
    "libraries": find_foreign_libraries,
}


def find_broken_contracts(tree: Path) -> list[str]:
    """Check all contracts of a tree; give a line for each import that breaks one."""
    graph = build_graph(tree)
    return [f"{name}: {line}" for name, check in CONTRACTS.items() for line in check(graph)]


if __name__ == "__main__":
    print("\n".join(find_broken_contracts(Path(*sys.argv[1:2]).resolve())))

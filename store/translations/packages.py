"""The translation packages that were installed, each version pinned to the digest that it came
with.
"""

from dataclasses import dataclass

from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """One version of a translation package, as it was when it was installed."""

    name: str
    version: str
    sha256: str  # of the package file
    # digest of the unpacked files that translate; "" when it was installed before this was recorded
    contents: str
    path: str
    installed: str


def record_model_package(store: Store, model: ModelPackage) -> None:
    """Write what was installed.

    A version that is installed again takes the place of its own row, no other.
    """
    row = {
        "sha256": model.sha256,
        "contents": model.contents,
        "path": model.path,
        "installed": model.installed,
    }
    with store.transaction():
        store.db.table("models").upsert(
            {"name": model.name, "version": model.version, **row}, pk=("name", "version")
        )


def list_model_packages(store: Store) -> list[ModelPackage]:
    """Give every version of every package that was ever installed here."""
    sql = (
        "SELECT name, version, sha256, contents, path, installed FROM models ORDER BY name,"
        " installed, version"
    )
    return [ModelPackage(**dict(row)) for row in store.query(sql)]

"""The translation packages that were installed, each version pinned to the digest that it came with."""

from dataclasses import dataclass

from store.database import Store


@dataclass(frozen=True, slots=True)
class Model:
    """One version of a translation package, as it was when it was installed."""

    name: str
    version: str
    sha256: str  # of the package file
    contents: str  # digest of the unpacked files that translate; "" when it was installed before this was recorded
    path: str
    installed: str


def record_model(store: Store, model: Model) -> None:
    """Write what was installed; a version that is installed again takes the place of its own row, no other."""
    row = {"sha256": model.sha256, "contents": model.contents, "path": model.path, "installed": model.installed}
    with store.writing():
        store.db.table("models").upsert({"name": model.name, "version": model.version, **row}, pk=("name", "version"))


def models(store: Store) -> list[Model]:
    """Give every version of every package that was ever installed here."""
    sql = "SELECT name, version, sha256, contents, path, installed FROM models ORDER BY name, installed, version"
    return [Model(**dict(row)) for row in store.query(sql)]

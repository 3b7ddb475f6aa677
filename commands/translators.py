"""Choose who translates: the newest installed package of a pair, held to what was recorded when it was installed."""

from typing import TYPE_CHECKING

from records.home import Home

if TYPE_CHECKING:
    from pipelines.translators.packages import Installed
    from pipelines.translators.protocol import Translator
    from store.models import Model


def choose(home: Home, source: str = "en", target: str = "zh", *, stock: bool = False) -> "Translator":
    """Take the newest installed package between two languages, or the translator that leaves all waiting.

    With `stock` it is decoded by Argos Translate's own way. A package whose files have changed since it was installed raises
    ModelError at its first use.
    """
    from pipelines.translators.packages import best

    package = best(home.models, source, target)
    if package is None:
        from pipelines.translators.null import NullTranslator

        return NullTranslator()
    known = recorded(home, package)
    contents = known.contents if known else ""
    if stock:
        from pipelines.translators.stock import StockTranslator

        return StockTranslator(package, recorded=contents)
    from pipelines.translators.argos import ArgosTranslator

    return ArgosTranslator(package, recorded=contents)


def recorded(home: Home, package: "Installed") -> "Model | None":
    """Look up what was recorded when this version was installed; None for one that was put there by hand."""
    from store.database import open_store
    from store.models import models

    if not home.store.exists():
        return None
    with open_store(home.store, create=False, readonly=True) as store:
        known = {(model.name, model.version): model for model in models(store)}
    return known.get((package.name, package.version))


def state(package: "Installed", known: "Model | None") -> str:
    """Say in a word whether a package is what was installed."""
    from pipelines.translators.packages import contents

    if known is None or not known.contents:
        return "not recorded"
    return "ok" if contents(package.path) == known.contents else "changed"

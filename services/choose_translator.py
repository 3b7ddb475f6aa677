"""Choose who translates: the newest installed package of a pair, held to what was recorded when it
was installed.
"""

from typing import TYPE_CHECKING

from records.paths import Paths

if TYPE_CHECKING:
    from pipelines.translation.backends.base import Translator
    from pipelines.translation.backends.packages import InstalledPackage
    from store.translations.packages import ModelPackage


def load_translator(
    home: Paths, source: str = "en", target: str = "zh", *, use_reference: bool = False
) -> "Translator":
    """Take the newest installed package between two languages, or the translator that leaves all
    waiting.

    With `use_reference` it is decoded by Argos Translate's own way. A package whose files have
    changed since it was installed raises ModelError at its first use.
    """
    from pipelines.translation.backends.packages import find_newest_package

    package = find_newest_package(home.models, source, target)
    if package is None:
        from pipelines.translation.backends.null import NullTranslator

        return NullTranslator()
    known = find_recorded_model(home, package)
    contents = known.contents if known else ""
    if use_reference:
        from pipelines.translation.backends.argos_reference import ArgosReferenceTranslator

        return ArgosReferenceTranslator(package, expected_digest=contents)
    from pipelines.translation.backends.argos import ArgosTranslator

    return ArgosTranslator(package, expected_digest=contents)


def find_recorded_model(home: Paths, package: "InstalledPackage") -> "ModelPackage | None":
    """Look up what was recorded when this version was installed.

    None for one that was put there by hand.
    """
    from store.open import open_store
    from store.translations.packages import list_model_packages

    if not home.store.exists():
        return None
    with open_store(home.store, create=False, readonly=True) as store:
        known = {(model.name, model.version): model for model in list_model_packages(store)}
    return known.get((package.name, package.version))


def describe_package_state(
    package: "InstalledPackage", recorded_model: "ModelPackage | None"
) -> str:
    """Say in a word whether a package is what was installed."""
    from pipelines.translation.backends.packages import digest_package

    if recorded_model is None or not recorded_model.contents:
        return "not recorded"
    return "ok" if digest_package(package.path) == recorded_model.contents else "changed"

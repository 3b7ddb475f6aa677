"""Import Argos Translate without what it drags along.

Its sentence splitters import stanza (with torch 2.5 GB) and minisbd (with onnxruntime) at module
level; we split sentences ourselves, so empty modules stand in their places. Its settings create
four folders in HOME at import; they are shown a folder that is gone afterwards, the packages are
then read from where ours lie.
"""

import os
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from records.errors import ModelError


@contextmanager
def allow_argos_import() -> Iterator[None]:
    """Let the block import Argos Translate; ModelError when it is not installed."""
    for name in ("stanza", "minisbd"):
        if name not in sys.modules:
            stand_in = types.ModuleType(name)
            stand_in.__dict__.update(
                {"SBDetect": None, "models": types.SimpleNamespace(cache_dir="", list_models=list)}
            )
            sys.modules[name] = stand_in
    try:
        with TemporaryDirectory(prefix="jianwen-") as folder, _isolate_environment(folder):
            yield
    except ImportError as error:
        raise ModelError(f"Argos Translate is not installed ({error}); run `make setup`") from error


@contextmanager
def _isolate_environment(folder: str) -> Iterator[None]:
    """Show a folder as all the places that Argos Translate writes to, and take nothing from the
    user's own settings of it.
    """
    names = (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "ARGOS_PACKAGES_DIR",
        "ARGOS_TRANSLATE_PACKAGE_DIR",
    )
    kept = {name: os.environ.get(name) for name in (*names, "SNAP", "KMP_DUPLICATE_LIB_OK")}
    os.environ.update(dict.fromkeys(names, folder))
    os.environ.pop("SNAP", None)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

"""The version of this checkout."""

import tomllib

from records.home import ROOT


def version() -> str:
    """Read the version from pyproject.toml: the project runs from its checkout, where that file is the one truth."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])

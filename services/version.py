"""The version of this checkout."""

import tomllib

from records.paths import PROJECT_ROOT


def read_version() -> str:
    """Read the version from pyproject.toml: the project runs from its checkout, where that file is
    the one truth.
    """
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])

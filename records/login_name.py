"""The name under which somebody is logged in."""

import getpass
import os


def read_login_name() -> str:
    """Give the login name, or the user's number where it has none, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"

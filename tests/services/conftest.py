"""Services are also tried through the command line that calls them."""

from tests.commands.conftest import ask

__all__ = ["ask"]

"""Services are also tried through the command line that calls them."""

from tests.commands.conftest import ask, clock

__all__ = ["ask", "clock"]

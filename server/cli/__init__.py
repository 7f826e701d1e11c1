"""The command line: its commands, their options, and the production server.

The top layer: may use every other package.
"""

from server.cli.command_line import commands, main

__all__ = ["commands", "main"]

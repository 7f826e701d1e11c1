"""The command line: its commands, their options, and the production server."""

from server.cli.commands import commands, main

__all__ = ["commands", "main"]

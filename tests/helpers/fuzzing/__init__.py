"""What the tests in ``tests/fuzz`` send, and what they hold every answer against."""

"""``python -m server`` is ``soleus``."""

from server.cli import main

main()

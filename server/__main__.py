"""Let ``python -m server`` do what ``soleus`` does."""

from server.cli import main

main()

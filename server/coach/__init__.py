"""What is said, and exactly when: script and timeline. Pure."""

"""A person's routines as a podcast: what the feed says, and the making of its episodes."""

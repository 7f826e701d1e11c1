"""A person doing a timeline: events and a clock become a position. Pure."""

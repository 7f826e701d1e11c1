"""A person doing a timeline: events and a clock become a position. Pure: no Flask, no files, no clock."""

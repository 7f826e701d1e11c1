"""One audio file for a timeline: assembly, chapters, captions."""

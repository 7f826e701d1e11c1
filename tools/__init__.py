"""Tools for those who write the content: drawings, covers, schemas and reference tables."""

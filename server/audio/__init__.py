"""Samples: format, level, noise bed, tones and AAC packets."""

"""The documents: routines and exercises, loading and checking them."""

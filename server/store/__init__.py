"""What Soleus keeps, in one database: rows in, frozen values out; the only package that knows SQL."""

from server.store.store import Store

__all__ = ["Store"]

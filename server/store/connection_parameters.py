"""How PostgreSQL's driver is told where a database is."""

from __future__ import annotations

from sqlalchemy import URL


def connection_parameters(url: URL) -> dict[str, str | int | None]:
    """Return the parameters of ``psycopg.connect`` that an address stands for."""
    more = {name: value for name, value in url.query.items() if isinstance(value, str)}
    return {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
        "connect_timeout": 5,
        **more,
    }

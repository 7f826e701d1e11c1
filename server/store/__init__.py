"""The database: models, migrations, queries."""

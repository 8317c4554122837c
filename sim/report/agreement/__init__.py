"""The pay of partners in plain sentences."""

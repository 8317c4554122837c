"""What ``run`` shows: page, tables and fan chart."""

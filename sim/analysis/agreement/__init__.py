"""What the pay of a kind of partner comes to for one deal, day by day."""

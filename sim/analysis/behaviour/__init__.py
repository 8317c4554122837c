"""The behaviour of the default scenarios beside what is known of real programs."""

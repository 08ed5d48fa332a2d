"""Nothing is given."""

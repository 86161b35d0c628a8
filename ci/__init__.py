"""Builds the editions of the notebooks and proves that they hold. Needs the `validate` extra."""

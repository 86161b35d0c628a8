"""Builds the editions of the notebooks and proves that they hold. Needs the `validate` extra."""

CELL_SECONDS = 120.0  # how long a cell may take

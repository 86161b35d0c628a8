"""Pictures of the lessons: one module a lesson, each with pure `compute_*` functions and what draws their results."""

"""Grades a class: intake, a sandbox for code that nobody has read, results, reports.

Imports nothing here: the fork server imports this package and must not bring the references along.
"""

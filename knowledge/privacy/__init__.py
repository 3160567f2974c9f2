"""Keeping what identifies a person out of what is kept."""

"""Guided selling over the product graph: what to ask, what to give up, what to compare, what goes together, and why."""

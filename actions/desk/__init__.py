"""Conversations at the order desk: what is asked for is gathered, shown, and done on an explicit yes."""

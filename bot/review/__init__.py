"""Staff look at what was not understood, and teach the assistant with it."""

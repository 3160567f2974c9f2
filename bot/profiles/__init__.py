"""Pictures of what the shop knows of its customers."""

"""How well the assistant understands: training for a measurement, figures, and pictures of its errors."""

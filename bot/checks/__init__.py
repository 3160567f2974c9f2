"""What can be said of the training data and the wording without training: findings, each with its file and line."""

"""What customers say of their orders, read as what it means for these orders: nothing is guessed that is not said."""

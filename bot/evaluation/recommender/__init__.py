"""What an evaluation of the recommenders found: tables, pictures, JSON and a page for the shop's owner."""

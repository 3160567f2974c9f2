"""How good recommendations are, on purchases that the recommender did not see."""

"""Several recommenders and what is known of customer and product, weighed by what was bought next."""

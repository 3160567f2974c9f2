"""Training on Apache Spark, for shops that outgrow one machine; what it learns is served by the same files."""

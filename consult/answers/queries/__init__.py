"""What pages of co-drafters and of the public need, in a fixed number of queries."""

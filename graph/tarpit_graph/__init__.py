"""What may exist in the graph and how it is stored."""

"""What a policy says: its nodes, and the arrows from text to nodes and back."""

"""The pages of a person's own account; nobody else's is ever named by an address."""

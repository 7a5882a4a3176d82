"""The pages « Confidentialité » of a notebook."""

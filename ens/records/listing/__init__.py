"""The list of documents: what a person asks for, and how the headers that she may see are put in order for it."""

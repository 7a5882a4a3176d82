"""The pages of documents: the list, one document, what one adds."""

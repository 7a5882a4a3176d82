"""The page of what somebody wants to be told of."""

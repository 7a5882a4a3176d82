"""The pages of shares: of who shows, and of who looks."""

"""Pages of the professional’s desk."""

"""What all pages share: session, CSRF, layout, macros, style sheet, error pages. Nothing here reads a space."""

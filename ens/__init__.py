"""ens: the open, self-hostable espace numérique de santé."""

__version__ = "0.1.0"
RELEASED = "2026-11-22"

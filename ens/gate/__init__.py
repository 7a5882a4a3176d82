"""The only way into a space: facts, pure decision, journal, answer. No trace, no answer.

Legal ground: R.1111-40 to R.1111-43 CSP (every action traced, with date, time and identity).
"""

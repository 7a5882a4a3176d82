"""The professional's desk: finding a person, being let in, reading as one reads in a consultation, depositing.

Legal ground: L.1111-15, L.1111-17, R.1111-46 to R.1111-49 CSP. Who may do what is the gate's affair alone: a button
that is missing here is a courtesy, never a protection.
"""

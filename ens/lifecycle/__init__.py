"""The life of a space: opened, closed, erased for ever with a certificate, its keys rotated meanwhile.

Legal ground: L.1111-13-1 and R.1111-28 to R.1111-36 CSP. Not here yet: waves of information, the ten years of archive.
"""

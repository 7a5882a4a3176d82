"""The documents of the demonstration: small life stories, set as PDF and CDA by this package alone."""

from ens.sandbox.documents.writer import DemoDocument, write_documents

__all__ = ["DemoDocument", "write_documents"]

"""The composition root: settings, addresses, commands, processes. Everything below is put together here."""

"""The ways out: a mail server, a service for text messages, a folder of letters to print."""

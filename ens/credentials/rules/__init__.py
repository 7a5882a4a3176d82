"""What a password, a login name, a contact, a code and a number of tries must be: pure, the time is an argument."""

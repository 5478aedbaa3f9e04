"""Taking part without an account: with an e-mail address, in one consultation."""

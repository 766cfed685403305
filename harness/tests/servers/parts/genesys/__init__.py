"""Genesys's dialect: users and their calls, operations, what is told of them by Bayeux, and what can be wrong with it."""

"""Twilio's dialect: its operations, its lists, its forms, and what can be wrong with them."""

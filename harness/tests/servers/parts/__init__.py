"""The parts of the lawful server: what it holds, what it does, and how it says it."""

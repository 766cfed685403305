"""The parts of the lawful servers: what both hold, and how they say it; below, what each dialect has of its own."""

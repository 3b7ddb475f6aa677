"""What flows through the line: plain frozen types, their identity, their limits."""

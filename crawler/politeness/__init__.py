"""Robots, delays, back-off, circuit breaker and fair queue of hosts."""

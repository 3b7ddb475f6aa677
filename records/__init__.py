"""The types that flow through the pipeline, their identity, their limits."""

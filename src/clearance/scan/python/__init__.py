"""Python sources read: calls, constants, bindings."""

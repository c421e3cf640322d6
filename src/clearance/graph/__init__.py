"""The usage graph, and what each license reaches in it."""

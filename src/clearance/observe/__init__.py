"""Observers: each module yields one kind of fact about a graph, and judges nothing."""

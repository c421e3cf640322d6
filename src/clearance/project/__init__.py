"""The project at a path: opened in one pass from manifest or sources, cards, lock and catalogue."""

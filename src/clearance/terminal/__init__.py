"""What a terminal can show: width, color, progress."""

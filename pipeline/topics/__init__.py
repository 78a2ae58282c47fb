"""What a petition is about, with calibrated doubt and reasons."""

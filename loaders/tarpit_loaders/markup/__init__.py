"""From marked-up text to readable blocks whose every character knows where it came from."""

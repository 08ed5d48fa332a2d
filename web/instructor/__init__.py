"""Where instructors see how their course is doing."""

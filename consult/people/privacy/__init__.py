"""Personal data: what is held about somebody and why, handing it over, erasing it, and for how long."""

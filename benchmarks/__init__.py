"""podfeed beside other programs: how long each takes, and that all make the same of the same content."""

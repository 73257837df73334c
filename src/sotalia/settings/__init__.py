"""The table of options, AWS's files, and the settings of sessions and clients that are read from both."""

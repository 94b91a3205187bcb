"""A binder as a file: names that every office's computer takes, and the archive itself, written as a stream."""

"""The commands of `luoshi`, one module each: `add_arguments(parser)` and `run(options) -> exit status`."""

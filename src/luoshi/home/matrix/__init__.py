"""The matrix of a plan: tasks down, organisations across. Rules of layout lie in `core.matrix`."""

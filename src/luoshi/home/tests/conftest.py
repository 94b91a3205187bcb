"""The signed-in Chromium window of the matrix serves these pages too."""

from luoshi.home.matrix.tests.conftest import chromium, window

__all__ = ["chromium", "window"]

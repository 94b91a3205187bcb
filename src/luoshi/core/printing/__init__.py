"""Typesetting: a template and data in, a PDF out. What people wrote is data, never part of the template."""

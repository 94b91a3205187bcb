"""Data forms: declared as data, versioned, made and changed on screen (docs/recipes/use-data-forms.md)."""

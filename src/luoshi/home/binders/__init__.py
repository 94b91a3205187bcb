"""Binders begun from the plan: its areas, tasks and duties are the folders."""

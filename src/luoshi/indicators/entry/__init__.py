"""Definitions of indicators on screen and in the pack; figures counted from registers or filled in; their lineage."""

"""Approval steps, delegation, entering on behalf, and the general paper for approval (呈批件)."""

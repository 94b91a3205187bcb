"""Pages of workplans."""

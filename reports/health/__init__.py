"""The health check of a plan: what a careful reader would find wrong, each with where it is mended."""

from reports.health.check import Checked, check_plan

__all__ = ["Checked", "check_plan"]

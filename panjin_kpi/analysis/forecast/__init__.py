"""Forecasts of year-end totals with their ranges, and the review of earlier forecasts."""

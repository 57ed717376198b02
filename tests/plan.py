"""The plan of the embedded reference data, read once in each process that runs tests."""

from panjin_kpi.reference.plan import Plan

PLAN = Plan.load()

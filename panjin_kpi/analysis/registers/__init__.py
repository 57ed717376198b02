"""The registers of the office: projects against what the plan names, measures, meetings and what came of them."""

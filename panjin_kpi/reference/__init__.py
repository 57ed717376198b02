"""The plan: targets, tasks, units and rules, loaded and checked."""

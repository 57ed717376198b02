"""What the plan says: targets, tasks, units and rules, loaded and checked."""

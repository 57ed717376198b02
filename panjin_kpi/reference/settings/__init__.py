"""What the office configures: rules, tiers and points, each in a YAML file of data/reference/."""

"""The office's configuration: rules, tiers and points, each in a YAML file of data/reference/."""

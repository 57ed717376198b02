"""What the pages on carriers show: tenants, grades, grounds for rewards."""

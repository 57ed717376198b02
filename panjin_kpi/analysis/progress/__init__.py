"""Progress of the year's figures, month by month: against targets, planned shares and evidence."""

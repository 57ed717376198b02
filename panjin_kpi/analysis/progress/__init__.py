"""How far the year's figures are, month by month: against targets and pace, proved or not."""

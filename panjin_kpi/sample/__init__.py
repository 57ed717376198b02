"""Fictitious submissions for trying everything out; every row is marked as fictitious."""

MOST_DISTRICTS = 9_999  # fictitious area codes identify districts by four digits
MOST_ENTERPRISES = 9_999_999  # the serial number has seven digits in the credit code

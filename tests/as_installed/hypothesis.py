"""Hides hypothesis from processes that tests start, so that they see the packages a user has installed."""

raise ImportError("a user does not have it")

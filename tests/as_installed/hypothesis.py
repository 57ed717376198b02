"""Not there for the processes that tests start: they find what a user has, who does without what only tests need."""

raise ImportError("a user does not have it")

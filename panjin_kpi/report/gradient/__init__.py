"""What the pages on enterprises show: who stands on which step, who can climb, who may fall."""

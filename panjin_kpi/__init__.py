"""Monthly figures, district reports and annual assessment for Panjin's plan 盘政办发〔2021〕10号."""

__version__ = "1.0.0"

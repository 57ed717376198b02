"""What the registers show: of a unit, of a district, of the city."""

from panjin_kpi.report.registers import narrative, tables, units

__all__ = ["narrative", "tables", "units"]

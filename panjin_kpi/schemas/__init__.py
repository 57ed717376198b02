"""The tables' schemas, loaded from ``schemas/*.yaml``, and their application to a table."""

from panjin_kpi.schemas.fields import title as title
from panjin_kpi.schemas.loading import FILES as FILES
from panjin_kpi.schemas.loading import LOADER as LOADER
from panjin_kpi.schemas.loading import SUBMITTED as SUBMITTED
from panjin_kpi.schemas.loading import iso_period as iso_period
from panjin_kpi.schemas.loading import key as key
from panjin_kpi.schemas.loading import names as names
from panjin_kpi.schemas.loading import of_result as of_result
from panjin_kpi.schemas.loading import schema as schema
from panjin_kpi.schemas.validation import CHECK_VARIABLE as CHECK_VARIABLE
from panjin_kpi.schemas.validation import EMPTY as EMPTY
from panjin_kpi.schemas.validation import Fault as Fault
from panjin_kpi.schemas.validation import checked as checked
from panjin_kpi.schemas.validation import empty as empty
from panjin_kpi.schemas.validation import faults as faults
from panjin_kpi.schemas.validation import held as held
from panjin_kpi.schemas.validation import typed as typed

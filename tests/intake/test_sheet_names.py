from panjin_kpi import schemas
from panjin_kpi.intake.sheet_names import CHOICES, REMINDERS, UNREAD_SHEETS


def test_no_table_is_taken_for_a_sheet_of_the_software_and_no_reported_column_for_a_reminder():
    assert not {schemas.schema(table).title for table in schemas.SUBMITTED} & {CHOICES, *UNREAD_SHEETS}
    for table, reminders in REMINDERS.items():
        assert not {schemas.title(table, column) for column in schemas.schema(table).columns} & set(reminders)

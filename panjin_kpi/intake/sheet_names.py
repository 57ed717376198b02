"""Names of the sheets that are submitted, and of sheets and columns of a template that are not."""

from panjin_kpi import schemas
from panjin_kpi.reference.names import normalised_key

INSTRUCTIONS, CHOICES, RESULT = "填写说明", "选项", "检查结果"
UNREAD_SHEETS = (INSTRUCTIONS, RESULT)
STAMP = "填报单位"  # above the identifier of the workbook's unit, on the hidden sheet of choices
REMINDERS = {
    "progress": ("单位", "年度目标", "上月累计"),
    "task_progress": ("任务名称", "主要工作内容", "具体工作目标", "完成时限"),
    "actions": ("目前状态",),
}  # by table
LEDGER = ("action_id", "raised_on", "raised_at", "owner", "matter", "due_on", "meeting_id")  # written by the office
HIDDEN = ("fictitious",)  # shown in the sample only


def table_called(text: str) -> str:
    """The name of a submitted table that a text names, or gives the title of; else the text itself.

    >>> table_called("指标 月报"), table_called("Progress"), table_called("台账")
    ('progress', 'progress', '台账')
    """
    titles = {normalised_key(schemas.schema(name).title or name): name for name in schemas.SUBMITTED}
    return (titles | {name: name for name in schemas.SUBMITTED}).get(normalised_key(text), text)

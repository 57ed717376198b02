"""The Word documents beside the pages of 通报 and 呈报."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.files import write_atomically

BULLETIN, GOVERNMENT = "monthly_bulletin", "government_report"


def write_papers(folder: Path, results: ResultSet, made: Collection[str]) -> None:
    """Write the document of each of the two reports that was made, beside its page."""
    if not (wanted := {BULLETIN, GOVERNMENT}.intersection(made)):
        return
    from panjin_kpi.report.official import papers, proposals  # slow to import, and only here
    from panjin_kpi.report.official.word import word

    about = results.frames, results.plan, results.period
    proposed, _ = proposals.taken(folder, proposals.drafted(*about))
    for name in wanted:
        if name == BULLETIN:
            paper = papers.bulletin_paper(*about, results.known)
        else:
            paper = papers.government_paper(*about, proposed, results.known)
        content = word(paper, results.origin["fictitious"], datetime.fromisoformat(results.origin["taken_at"]))
        write_atomically(folder / name / "city.docx", content)

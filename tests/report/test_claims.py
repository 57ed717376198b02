"""What sentences claim is held to predicates that are computed apart."""

import re

from panjin_kpi.reference.plan import CITY


def test_what_sentences_claim_is_so(case):
    told = "".join(sentence for _, sentence in case.sentences)
    districts = [row for row in case.own if row["scope"] != CITY]
    assert ("各地区本期都已报送全部指标" in told) == all(row["light"] != "unreported" for row in districts)
    assert ("全市20项目标都已完成" in told) == all(row["light"] == "done" for row in case.of(CITY))
    assert ("全部按时报送" in told) == (bool(case.late) and all(row["verdict"] == "按时" for row in case.late))
    for row in case.records["light_changes"]:
        before, now = case.moves(row["scope"])[row["indicator"]]
        assert (row["change"] == "变差") == (row["change"] in {"变差", "要求提高"} and now < before)
    december = case.period.endswith("-12")
    assert december or not re.search(r"[ABC]等", told)
    assert not december or not re.search(r"还可以争取|还差|先补报|下期", told)
    for scope in case.scores:
        own = [row["rank"] for (_, district), row in case.bases.items() if district == scope]
        rows = [row for row in case.records["rank_ranges"] if row["district"] == scope and row["scenario"] != "merged"]
        firm = len(set(own) | {row[name] for row in rows for name in ("rank_low", "rank_high")}) == 1
        said = "".join(sentence for where, sentence in case.sentences if where == scope)
        assert ("名次都不变" in said) == firm, scope

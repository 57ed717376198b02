"""The reference files of the public edition: without the names that an office wrote into them."""

from io import BytesIO

import pandas as pd
import yaml

from panjin_kpi.reference.settings.assessment import Assessment

WITHHELD = "原因不公开"
NAMING = {"carrier_grades.csv": "carrier", "aliases.csv": "kind"}
COUNTING = {"baseline.csv": "indicator"}  # withheld together with the tables that repeat it


def published_rules(rules: Assessment) -> Assessment:
    """The rules of assessment with vetoes whose reasons, free text, are withheld."""
    vetoes = [veto.model_copy(update={"reason": WITHHELD}) for veto in rules.vetoes.value]
    return rules.changed(vetoes=vetoes)


def published(name: str, content: bytes, withheld: bool = False) -> bytes:
    r"""A reference file for the public edition: without carriers' grades and aliases, and without reasons of vetoes.

    Where small counts are ``withheld``, it has no stock that an office filled in either.

    >>> published("aliases.csv", "kind,alias,id\ndistrict,大洼,dawa\ncarrier,甲园,甲众创空间\n".encode()).decode()
    'kind,alias,id\ndistrict,大洼,dawa\n'
    """
    if column := (NAMING | COUNTING if withheld else NAMING).get(name):
        rows = pd.read_csv(BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8-sig")
        hidden = rows[column] == "carrier" if name == "aliases.csv" else rows[column] != ""
        return str(rows[~hidden].to_csv(index=False, lineterminator="\n")).encode()
    if name.endswith(".yaml"):
        settings = yaml.safe_load(content)  # without comments
        if vetoes := settings.get("vetoes"):
            kept = [veto | {"reason": WITHHELD} for veto in vetoes["value"]]
            settings["vetoes"] = {"value": kept, "source": vetoes["source"]}
        return str(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)).encode()
    return content

"""Made-up recognitions in the years before the plan: first ones, promotions, lapses, returns, revocations."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from panjin_kpi.reference.settings.tiers import Tiers
from panjin_kpi.sample.register.enterprises import as_dates, day_number

EARLIER = 4  # years of history before the plan's year
SME, CLIMBING, DIRECT = 0.6, 0.7, 0.06  # shares: ever a tech SME; of these on the way up; high-tech without having been
YEARS_UP = (0.2, 0.35, 0.3, 0.15)  # share of those who climb after 0, 1, 2 and 3 years
STAYING = 0.85  # share of a year's tech SMEs that register again in the next
IN_TIME, LATE = 0.65, 0.15  # shares of expiring certificates: renewed in time, renewed after a gap
REVOKED_SME, REVOKED_HNTE = 0.03, 0.06
EAGLETS, GAZELLES = 0.4, 0.6
SPRING, AUTUMN = ("02-10", "05-20"), ("09-15", "12-10")  # when certificates are issued


def recognitions(random: np.random.Generator, register: pd.DataFrame, year: int, tiers: Tiers) -> pd.DataFrame:
    """Histories up to the end of a year: tech SMEs register anew every year, high-tech enterprises hold three years.

    From a first registration as 科技型中小企业 to a certificate as 高新技术企业 it takes some weeks to four years, or
    never happens. First recognitions precede the year: those of the year itself are made to fit the reported figures.
    Columns as in ``schemas/recognitions.yaml``, as far as ``valid_until``.
    """
    number = len(register)
    founded = register["registered_on"].dt.year.to_numpy()
    lot = random.random(number)
    entered = year - EARLIER + random.choice(EARLIER, number, p=[0.4, 0.3, 0.2, 0.1])
    entered = np.maximum(entered, founded + 1)
    sme, direct = (lot < SME) & (entered < year), (lot > 1 - DIRECT) & (founded < year - 2)
    up = np.maximum(random.choice(len(YEARS_UP), number, p=YEARS_UP), entered - founded < 2)
    certified = np.where(direct, np.maximum(random.integers(year - EARLIER, year, number), founded + 2), entered + up)
    hnte = np.where(direct, True, sme & (random.random(number) < CLIMBING)) & (certified < year)
    late_sme = direct & hnte & (certified + 1 < year) & (random.random(number) < 0.5)  # 高企 first, then 科小
    entered = np.where(late_sme, certified + 1, entered)
    spring = (up > 0) & ~direct & (random.random(number) < 0.3)

    history = _History(random, register["uscc"], tiers)
    lowest, second, third, fourth = list(tiers.tiers)[:4]
    _register_yearly(history, lowest, sme | late_sme, entered, year)
    _certify(history, second, np.flatnonzero(hnte), certified, spring, year)
    young = hnte & (founded >= year - 10)
    old_enough = young & (certified < year - 1) & (random.random(number) < EAGLETS)
    earlier = old_enough & (certified < year - 2)
    for which, announced in ((earlier, year - 2), (old_enough & ~earlier, year - 1)):
        history.add(np.flatnonzero(which), third, "recognised", f"{announced}-12-20", f"{announced}-12-21")
    leaping = np.flatnonzero(earlier & (random.random(number) < GAZELLES))
    history.add(leaping, fourth, "recognised", f"{year - 1}-12-20", f"{year - 1}-12-21")
    return history.table()


def ever_held(register: pd.DataFrame, history: pd.DataFrame, tiers: Tiers) -> dict[str, np.ndarray]:
    """For each tier, lowest first, whether each enterprise of the register has ever held it."""
    codes = pa.array(register["uscc"])
    rows = {tier: pa.chunked_array([pa.array(history.loc[history["tier"] == tier, "uscc"])]) for tier in tiers.tiers}
    return {tier: pc.is_in(codes, found).to_numpy(zero_copy_only=False) for tier, found in rows.items()}


class _History:
    """Events as they are added, for enterprises given by position in the register."""

    def __init__(self, random: np.random.Generator, codes: pd.Series, tiers: Tiers) -> None:
        self.random, self.codes, self.tiers = random, codes, tiers.tiers
        self.parts: list[pd.DataFrame] = []

    def add(self, who: np.ndarray, tier: str, event: str, first: str, last: str) -> None:
        """Add an event for each enterprise on a random day of a span."""
        self.put(who, tier, event, self.random.integers(day_number(first), day_number(last) + 1, len(who)))

    def put(self, who: np.ndarray, tier: str, event: str, days: np.ndarray) -> None:
        """Add an event for each enterprise on a given day."""
        dates = as_dates(days)
        until = np.full(len(who), np.datetime64("NaT", "ns"))
        if (validity := self.tiers[tier].validity).years and event != "revoked":
            until = validity.last_valid_day(dates).astype("datetime64[ns]")
        frame = {"position": who, "tier": tier, "event": event, "event_date": dates, "valid_until": until}
        self.parts.append(pd.DataFrame(frame).astype({"tier": "category", "event": "category"}))

    def table(self) -> pd.DataFrame:
        """All events, with the enterprises' codes."""
        rows = pd.concat(self.parts, ignore_index=True).astype({"tier": "str", "event": "str"})
        rows.insert(0, "uscc", self.codes.iloc[rows.pop("position")].reset_index(drop=True))
        return rows


def _register_yearly(history: _History, tier: str, sme: np.ndarray, entered: np.ndarray, year: int) -> None:
    """Tech SMEs: registered every year, with years left out; a few are removed from the year's list."""
    random = history.random
    for now in range(year - EARLIER, year + 1):
        new = np.flatnonzero(sme & (entered == now))
        history.add(new, tier, "recognised", f"{now}-03-01", f"{now}-08-31")
        again = np.flatnonzero(sme & (entered < now) & (random.random(len(sme)) < STAYING))
        history.add(again, tier, "renewed", f"{now}-03-01", f"{now}-10-20")
        removed = again[random.random(len(again)) < REVOKED_SME]
        history.add(removed, tier, "revoked", f"{now}-11-01", f"{now}-11-20")


def _certify(
    history: _History, tier: str, who: np.ndarray, certified: np.ndarray, spring: np.ndarray, year: int
) -> None:
    """High-tech enterprises: a certificate, and its renewal or lapse after three years."""
    random = history.random
    for now in range(year - EARLIER, year):
        for season, chosen in ((AUTUMN, ~spring[who]), (SPRING, spring[who])):
            batch = who[(certified[who] == now) & chosen]
            days = random.integers(day_number(f"{now}-{season[0]}"), day_number(f"{now}-{season[1]}") + 1, len(batch))
            history.put(batch, tier, "recognised", days)
            ends = history.tiers[tier].validity.last_valid_day(as_dates(days)).astype("int64")
            fate = random.random(len(batch))
            if now + 3 <= year:
                again = np.where(fate < IN_TIME, ends - random.integers(0, 60, len(batch)), 0)
                came_back = (fate > 1 - LATE) & (ends + 300 < day_number(f"{year}-12-01"))
                again = np.where(came_back, ends + random.integers(30, 300, len(batch)), again)
                history.put(batch[again > 0], tier, "renewed", again[again > 0])
            else:
                revoked = batch[fate < REVOKED_HNTE]
                history.add(revoked, tier, "revoked", f"{year}-06-01", f"{year}-08-31")

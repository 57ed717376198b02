"""From what people write to the one identifier it means: names, aliases, identifiers."""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property


def shortened(text: str, length: int = 60) -> str:
    """A typed text, on one line and not longer than a line, as a message quotes it.

    >>> shortened("a" * 100, 5)
    'aaaaa…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length] + "…"


class UnknownName(ValueError):
    """A name that nothing is known by; the message suggests the nearest known one.

    Examples
    --------
    >>> str(UnknownName("地区", "兴隆区", ["兴隆台区"]))
    '没有“兴隆区”这个地区，是不是“兴隆台区”？'
    """

    def __init__(self, what: str, text: str, near: list[str]) -> None:
        self.what, self.text, self.near = what, text, near
        super().__init__(f"没有“{shortened(text)}”这个{what}" + (f"，是不是“{'”或“'.join(near)}”？" if near else "。"))


def normalised_key(text: str) -> str:
    """A name as it is compared: half width, lower case, without any space.

    >>> normalised_key("　盘 锦高新区Ａ ")
    '盘锦高新区a'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True)
class Names:
    """Everything one kind of thing is called.

    Parameters
    ----------
    what : str
        Chinese word for the kind, used in messages.
    known : dict
        Canonical name of each identifier.
    aliases : dict
        Identifier of each further way of writing.

    Examples
    --------
    >>> names = Names("地区", {"gaoxin": "盘锦高新区"}, {"高新区": "gaoxin"})
    >>> names.resolve("高 新区"), names.resolve("gaoxin"), names["gaoxin"]
    ('gaoxin', 'gaoxin', '盘锦高新区')
    """

    what: str
    known: dict[str, str]
    aliases: dict[str, str]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spellings = {normalised_key(alias): id_ for alias, id_ in self.aliases.items() if id_ in self.known}
        spellings |= {normalised_key(name): id_ for id_, name in self.known.items()}
        return spellings | {normalised_key(id_): id_ for id_ in self.known}

    def __getitem__(self, identifier: str) -> str:
        return self.known[identifier]

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.known

    def resolve(self, text: str) -> str:
        """Identifier of what is written.

        Raises
        ------
        UnknownName
            Nothing is called so.
        """
        if (found := self._spellings.get(normalised_key(text))) is not None:
            return found
        near = get_close_matches(normalised_key(text), self._spellings, n=1, cutoff=0.5)
        raise UnknownName(self.what, text, [self.known[self._spellings[spelling]] for spelling in near])

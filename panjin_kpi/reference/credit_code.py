"""Check characters of unified social credit codes (统一社会信用代码, GB 32100-2015), vectorised."""

import numpy as np

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 of them: no I, O, S, V, Z
FORM = rf"[{CHARACTERS}]{{2}}[0-9]{{6}}[{CHARACTERS}]{{10}}"
_LETTERS = np.array(list(CHARACTERS))
_WEIGHTS = np.array([pow(3, position, 31) for position in range(17)])


def check_characters(bodies: np.ndarray) -> np.ndarray:
    """The eighteenth character of each code: (31 - Σ mod 31) mod 31, weights 3^i mod 31 (GB 32100-2015, 5.5).

    ``bodies`` are the first seventeen characters, all of them among the 31.

    >>> check_characters(np.array(["91110000600037341", "91211100YY0000007"])).tolist()
    ['L', 'Y']
    """
    letters = np.ascontiguousarray(bodies.astype("U17")).view("U1").reshape(len(bodies), 17)
    characters: np.ndarray = _LETTERS[(31 - np.searchsorted(_LETTERS, letters) @ _WEIGHTS % 31) % 31]
    return characters

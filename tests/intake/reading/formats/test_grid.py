import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.reading.formats.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    PIECES,
    STRUCK,
    Grid,
    Run,
    TooFarAway,
    joined,
)


def test_blank_cells_take_no_room_wherever_they_are():
    grid = Grid("表")
    grid.put(10**9, 10**9, "")
    grid.put(2, 1, "x")
    assert (grid.lines, grid.text(2, 1), grid.text(9, 9)) == ([(2, ["", "x"])], "x", "")


@pytest.mark.parametrize(("row", "column"), [(MOST_ROWS + 1, 0), (1, MOST_COLUMNS)])
def test_a_filled_cell_beyond_what_a_table_can_have_is_refused_and_spaces_are_not_kept(row, column):
    grid = Grid("表")
    grid.put(row, column, " \u200b", STRUCK)
    grid.put(1, 0, "a")
    assert (grid.lines, grid.doubts, grid.far) == ([(1, ["a"])], [], None)
    with pytest.raises(TooFarAway):
        grid.put(row, column, "x", STRUCK)
    assert (grid.lines, grid.doubts, grid.far) == ([(1, ["a"])], [], (row, column, "x"))


@pytest.mark.parametrize(
    ("runs", "text", "wrong"),
    [
        ([], "", None),
        ([Run("3")], "3", None),
        ([Run("3", struck=True)], "3", STRUCK),
        ([Run("3"), Run(" ", struck=True)], "3 ", None),
        ([Run("1,2"), Run("34")], "1,234", PIECES),
        ([Run("2021年"), Run("6"), Run("月")], "2021年6月", None),
        ([Run("H"), Run("2", script="subscript"), Run("O")], "H₂O", None),
    ],
)
def test_pieces_of_a_text_are_joined_as_they_are_seen(runs, text, wrong):
    assert joined(runs) == (text, wrong)


@given(st.lists(st.text(max_size=5)))
def test_no_character_of_plain_pieces_is_lost(pieces):
    assert joined([Run(piece) for piece in pieces])[0] == "".join(pieces)

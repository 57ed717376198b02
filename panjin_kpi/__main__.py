"""``panjin-kpi``, also as ``python -m panjin_kpi``: what takes longest is begun before the command is imported."""

import gc
import os
import sys

from panjin_kpi.batch.kernels.forkserver import GARBAGE, begin, give_up
from panjin_kpi.terminal import prepare_terminal

WITHOUT_KERNELS = ("--help", "--engine", "--scheduler")


def main() -> None:
    """Run the command."""
    gc.set_threshold(GARBAGE)
    words = sys.argv[1:]
    try:
        if words[:1] == ["run"] and not any(word.startswith(WITHOUT_KERNELS) for word in words):
            begin()
        prepare_terminal()
        from panjin_kpi.cli import main as command

        gc.freeze()  # what is imported stays
        command()
    except KeyboardInterrupt:
        give_up()
        sys.stderr.write("错误：运行被中断，还没有开始\n")
        sys.stderr.flush()
        os._exit(1)  # interrupted within an import, Python would end by the signal whatever it is told
    finally:
        gc.freeze()  # the end of the process need not look through anything


if __name__ == "__main__":
    main()

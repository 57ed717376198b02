"""``panjin-kpi``, also as ``python -m panjin_kpi``: kernels start while the command is still being imported."""

import gc
import os
import sys

from panjin_kpi.batch.kernels.forkserver import GARBAGE, begin, end_unused
from panjin_kpi.interrupts import ignore_endings, interrupt_when_ended, interrupts_noted
from panjin_kpi.terminal import prepare_terminal

WITHOUT_KERNELS = ("--help", "--engine", "--scheduler")


def main() -> None:
    """Run the command."""
    gc.set_threshold(GARBAGE)
    interrupt_when_ended()
    words = sys.argv[1:]
    try:
        with interrupts_noted():  # within an import an interrupt may be lost, or raise an exception of another class
            if words[:1] == ["run"] and not any(word.startswith(WITHOUT_KERNELS) for word in words):
                begin()
            prepare_terminal()
            from panjin_kpi.cli import main as command

        gc.freeze()  # imported modules are never collected
        command()
    except KeyboardInterrupt:
        end_unused()
        sys.stderr.write("错误：运行被中断，还没有开始\n")
        sys.stderr.flush()
        os._exit(1)  # interrupted during an import, Python would end by the signal regardless of the exit code
    finally:
        ignore_endings()
        gc.freeze()  # no collection at exit


if __name__ == "__main__":
    main()

"""``panjin-kpi``, also as ``python -m panjin_kpi``: kernels start while the command is still being imported."""

import gc
import os
import signal
import sys

from panjin_kpi.batch.kernels.forkserver import GARBAGE, begin, end_unused
from panjin_kpi.terminal import prepare_terminal

WITHOUT_KERNELS = ("--help", "--engine", "--scheduler")


def main() -> None:
    """Run the command."""
    gc.set_threshold(GARBAGE)
    for ending in ("SIGTERM", "SIGHUP"):  # a kill, a terminal that is closed: as Ctrl-C, unless it is ignored
        if (number := getattr(signal, ending, None)) and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    words = sys.argv[1:]
    try:
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
        gc.freeze()  # no collection at exit


if __name__ == "__main__":
    main()

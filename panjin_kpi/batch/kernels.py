"""The kernels that execute the reports."""

from jupyter_client.manager import AsyncKernelManager
from traitlets import CaselessStrEnum


class EncryptedKernelManager(AsyncKernelManager):
    """An ordinary kernel whose messages are encrypted where it can: others on the machine cannot read the figures."""

    transport_encryption = CaselessStrEnum(["disabled", "auto", "required"], default_value="auto", config=True)

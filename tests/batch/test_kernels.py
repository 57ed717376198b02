import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from panjin_kpi.batch.kernels import EncryptedKernelManager


@pytest.mark.kernel
def test_the_kernels_messages_are_encrypted():
    client = NotebookClient(new_notebook(cells=[new_code_cell("1 + 1")]), kernel_manager_class=EncryptedKernelManager)
    with client.setup_kernel():
        assert "curve_publickey" in client.km.get_connection_info()

import pytest

from tests.io.scripted import Awaited, Blocking


@pytest.fixture(params=[Blocking, Awaited], ids=lambda kind: kind.kind)
def transport(request):
    """Both transports, by one face: `open(**options)`, `send(request, stream)`, `wait(...)` around a stream's methods."""
    face = request.param()
    yield face
    face.close()

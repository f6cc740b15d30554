"""An event that Forge sends again comes wrapped (platform contract 4.4, F32), and nobody promises in what."""

from typing import Any

import pytest

from tests.platform.door import Door
from tests.platform.forge import new_forge_site


@pytest.mark.parametrize("around", [{"id": "of-this-try"}, {"retryContext": {"retryCount": 1}}, {"eventType": "x"}, {}])
@pytest.mark.parametrize("layers", [1, 2])
def test_f32_a_wrapped_event_is_read_whatever_stands_around_it(around: dict[str, Any], layers: int, door: Door) -> None:
    site = new_forge_site()
    body = site.event_body()
    for _layer in range(layers):
        body = {"payload": body, **around}

    assert door.tell_event("lifecycle", site, body).status_code == 204
    assert door.forge_tenant(site) is not None

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.web.assets import release

FILE = f"/static/{release()}/editor.css"


@pytest.mark.parametrize("wanted", ["bytes=a", "bytes=0-1,5-6", "bytes=9-1", "items=0-5", "bytes", "="])
def test_a_range_that_cannot_be_read_is_answered_with_all_of_the_file(
    client: FlaskClient, wanted: str
) -> None:
    whole = client.get(FILE, buffered=True)
    answer = client.get(FILE, headers={"Range": wanted}, buffered=True)
    assert (answer.status_code, answer.data) == (200, whole.data)
    assert "Content-Range" not in answer.headers


def test_a_range_that_can_be_read_is_still_answered(client: FlaskClient) -> None:
    answer = client.get(FILE, headers={"Range": "bytes=0-9"}, buffered=True)
    assert (answer.status_code, len(answer.data)) == (206, 10)


def test_a_range_beyond_the_end_is_still_refused(client: FlaskClient) -> None:
    assert client.get(FILE, headers={"Range": "bytes=99999999-"}, buffered=True).status_code == 416

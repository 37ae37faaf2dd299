"""The audit trail as evidence: who did what in which request, sealed, and found out when it is tampered with."""

import pytest

from people.logs import request_id


@pytest.mark.parametrize(
    ("behind_proxy", "sent", "kept"),
    [
        (False, "0123456789abcdef", False),
        (True, "0123456789abcdef", True),
        (True, "short", False),
        (True, "two\nlines-of-it", False),
        (True, "", False),
    ],
)
def test_an_answer_carries_the_id_of_its_request(client, settings, behind_proxy, sent, kept):
    settings.BEHIND_PROXY = behind_proxy
    given = [client.get("/healthz", headers={"X-Request-ID": sent}).headers["X-Request-ID"] for _ in "12"]
    assert (given == [sent, sent]) is kept
    if not kept:
        assert len(set(given)) == 2 and all(len(one) == 32 for one in given)
    assert request_id() == ""

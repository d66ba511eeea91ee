"""Mails with very many recipients, accepted and refused."""

from mockkf import MockKeyfactor
from tests.soak.clients import Smtp, still_works
from tests.soak.outcome import Outcome, Scale
from tests.soak.resources import cost

ITEM = 1
TITLE = "recipients of a mail"


def attack(scale: Scale) -> Outcome:
    """Send many RCPT for each mail until the server ends the connection; half of the mails get refused recipients."""
    number, tried = scale.of(100_000, 5_000), 0
    with MockKeyfactor() as mock, cost(most=30) as found:
        for domain in _domains(mock):
            replies = _one_mail(mock, number // 2, domain)
            tried += len(replies)
            taken = sum(reply.startswith(b"250") for reply in replies)
            assert taken <= 1_000, f"accepted {taken} recipients"
            assert len(replies) < number // 2, "the connection was not ended"
            assert replies[-1].startswith(b"421 4.5.3"), replies[-1]
        assert len(mock.state.refusals) == 1_000
        still_works(mock)
    return Outcome(f"2 mails to {number // 2:,} each", f"ended by 421, {found}")


def _domains(mock: MockKeyfactor) -> tuple[str, str]:
    mock.faults.add("relay.recipient", to="*@refused.example", reply="550 5.1.1 no such user")
    return "accepted.example", "refused.example"


def _one_mail(mock: MockKeyfactor, number: int, domain: str) -> list[bytes]:
    with Smtp(mock) as client:
        client.say(b"EHLO soak", b"MAIL FROM:<a@example.com>")
        return client.pipeline(b"RCPT TO:<somebody%d@%b>" % (one, domain.encode()) for one in range(number))

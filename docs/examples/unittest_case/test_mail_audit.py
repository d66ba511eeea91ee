"""The audit against a mock, without pytest: one server for the class, put back before each test."""

import unittest
from urllib.error import HTTPError

from mail_audit import Command, remarks, send_sample

from mockkf import MockKeyfactor

SAFE = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "UseSSL": True,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "s3cret"},
    "SenderAccount": "pki@keyexample.com",
    "SenderName": "Keyfactor Command",
}


class MailAudit(unittest.TestCase):
    """What is remarked, and what is sent."""

    keyfactor: MockKeyfactor

    @classmethod
    def setUpClass(cls) -> None:
        """Start the mock, which ends with the class."""
        cls.keyfactor = cls.enterClassContext(MockKeyfactor())

    def setUp(self) -> None:
        """Forget what earlier tests stored and sent."""
        self.keyfactor.reset()
        self.command = Command(self.keyfactor.https_url, self.keyfactor.credentials, self.keyfactor.ca_file)

    def test_an_open_profile_is_remarked(self) -> None:
        """The profile that the mock starts with has neither TLS nor a login."""
        self.assertEqual(remarks(self.command), ["Mail leaves in plain text.", "Anybody may send in Command's name."])

    def test_a_safe_profile_is_not(self) -> None:
        """TLS and a login are all there is to ask for."""
        self.command.call("PUT", "/SMTP", SAFE)

        self.assertEqual(remarks(self.command), [])

    def test_the_sample_arrives(self) -> None:
        """The mail comes from the stored sender, and shows what was remarked."""
        send_sample(self.command, "auditor@keyexample.com")

        mail = self.keyfactor.mailbox.expect_one(to="auditor@keyexample.com")
        self.assertEqual(mail.envelope.sender, "jsmith@keyexample.com")
        self.assertIsNone(mail.tls)
        self.assertIsNone(mail.login)

    def test_no_sample_goes_to_no_address(self) -> None:
        """Command refuses it, and nothing is sent."""
        with self.assertRaises(HTTPError) as refused:
            send_sample(self.command, "nobody")

        refused.exception.close()
        self.assertEqual(refused.exception.code, 400)
        self.keyfactor.mailbox.expect_none()


if __name__ == "__main__":
    unittest.main()

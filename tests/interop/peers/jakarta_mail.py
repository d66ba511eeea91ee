"""Jakarta Mail, in its implementation Angus Mail."""

import os
from pathlib import Path
from typing import ClassVar

from tests.interop.mail_client import MailClient
from tests.interop.tools import JAVAC, MAVEN, Tool
from tests.interop.workplace import Workplace


class JakartaMail(MailClient):
    """Java trusts the CA by the trust store in JAVA_TOOL_OPTIONS."""

    name = "Jakarta Mail"
    needs: ClassVar[tuple[Tool, ...]] = (JAVAC, MAVEN)
    mechanisms = ("PLAIN", "LOGIN", "XOAUTH2")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the program."""
        workplace.copy("documented_tests/pom.xml", "pom.xml")
        goal = ("dependency:build-classpath", "-Dmdep.outputFile=path")
        workplace.fetch("Java libraries", "mvn", "-q", "-B", *goal, folder=workplace.folder)
        path = (workplace.folder / "path").read_text("utf-8").strip()
        source = workplace.copy("mail_clients/JakartaMail.java", "JakartaMail.java")
        workplace.run("javac", "-cp", path, "-d", "compiled", source)
        return ("java", "-cp", os.pathsep.join(("compiled", path)), "JakartaMail")

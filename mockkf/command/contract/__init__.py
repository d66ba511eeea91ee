"""The register of rules: what mockkf does, how certain it is that Command does the same, and the option for it."""

from mockkf.command.contract import behaviours, deviations, members, oauth, pam
from mockkf.command.contract.rule import ASSUMED, DOCUMENTED, GRADES, RECORDED, Rule
from mockkf.model import DEVIATIONS, LEVELS


def register(release: tuple[int, ...] | None = None, grade: str | None = None) -> tuple[Rule, ...]:
    """Return all rules, or only those of `release` and of `grade`.

    >>> {rule.switch for rule in register(grade="assumed") if rule.name == "tls"}
    {'tls_profile'}
    """
    everything = (*behaviours.RULES, *pam.RULES, *oauth.RULES, *deviations.RULES, *members.rules())
    return tuple(
        rule
        for rule in everything
        if (release is None or rule.holds_in(release)) and (grade is None or rule.grade == grade)
    )


__all__ = ["ASSUMED", "DEVIATIONS", "DOCUMENTED", "GRADES", "LEVELS", "RECORDED", "Rule", "register"]

"""The probes as the page `docs/probes.md`."""

from collections.abc import Iterable, Sequence

from mockkf.calibration.probe import all_probes
from mockkf.calibration.unseen import reason_without_probe
from mockkf.command import register

PAGE = """\
# Probes

What [calibrate](calibrate.md) sends, and which rules of [the contract](contract.md) it shows. A valid body and an empty
body of POST /SMTP/Test are sent once for each version, and each POST is followed by a GET of the profile. "Nothing
more" reads answers that are there already.

{sums}

{probes}

## Rules without a probe

{reasons}

`python -m mockkf.calibration >docs/probes.md` generates this page.
"""


def page() -> str:
    """Return `docs/probes.md`: what each probe sends and shows, and the rules that have none."""
    probed = [(probe.family, probe.mode, probe.sends, _rules(probe.rules)) for probe in all_probes()]
    return PAGE.format(
        sums=_sums(),
        probes=_table(("family", "runs", "sends", "rules"), probed),
        reasons=_table(("reason", "rules"), _reasons()),
    )


def _sums() -> str:
    assumed = {rule.name for rule in register((25, 5), "assumed")}
    every = {rule for probe in all_probes() for rule in probe.rules}
    default = {rule for probe in all_probes() if probe.mode == "default" for rule in probe.rules}
    return (
        f"Of the {len(assumed)} assumed rules of 25.5, {len(assumed & every)} have a probe, "
        f"{len(assumed & default)} of them by default."
    )


def _reasons() -> Iterable[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(rule.name for rule in register()):
        reason = reason_without_probe(name)
        if reason is not None:
            found.setdefault(reason, []).append(name)
    return ((reason, _rules(names)) for reason, names in found.items())


def _rules(names: Sequence[str]) -> str:
    """Return names of rules; the members of one body are joined."""
    plain = [name for name in names if " " not in name]
    bodies: dict[str, list[str]] = {}
    for name in names:
        if " " in name:
            body, _, member = name.rpartition(" ")
            bodies.setdefault(body, []).append(member)
    return ", ".join((*plain, *(f"{body}: {' '.join(members)}" for body, members in bodies.items())))


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (titles, ["---"] * len(titles), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

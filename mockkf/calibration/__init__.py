"""Checks the contract against a real Command: probes, verdicts, a report, and a scenario that answers alike.

It sends nothing that its safety rules do not allow, and it never takes a verdict from the version of a server.
"""

from mockkf.calibration.calibration import Calibration, RuleFinding
from mockkf.calibration.credentials import SignIn, token_of_client
from mockkf.calibration.probe import MODES, Probe, all_probes
from mockkf.calibration.relay_host import RelayHost
from mockkf.calibration.running import Plan, calibrate, planned, run
from mockkf.calibration.safety import Limits, ProfileChanged, Stopped, Unsafe
from mockkf.calibration.unseen import reason_without_probe

__all__ = [
    "MODES",
    "Calibration",
    "Limits",
    "Plan",
    "Probe",
    "ProfileChanged",
    "RelayHost",
    "RuleFinding",
    "SignIn",
    "Stopped",
    "Unsafe",
    "all_probes",
    "calibrate",
    "planned",
    "reason_without_probe",
    "run",
    "token_of_client",
]

"""Tests of `mockkf.calibration`."""

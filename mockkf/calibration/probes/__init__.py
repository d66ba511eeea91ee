"""The families of probes, one file each; `probe.probes` finds them. Each file has its probes in `PROBES`."""

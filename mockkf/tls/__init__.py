"""The private CA and its certificates, made when a name is first needed. Nothing is written but the CA's file."""

from mockkf.tls.certificates import DEFAULT_NAME, Certificates

__all__ = ["DEFAULT_NAME", "Certificates"]

# mockkf on the ports that mail and HTTP have by custom, for the containers beside it.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockkf/ mockkf/
RUN pip install --no-cache-dir --root-user-action=ignore '.[uvloop]' && useradd --system --no-create-home mockkf

# Ports below 1024 are open to any user in a container (net.ipv4.ip_unprivileged_port_start is 0 there).
USER mockkf
EXPOSE 80 443 25 587 465
STOPSIGNAL SIGTERM

# Without a proxy: Docker hands the host's proxy variables on, and a proxy does not know this container's loopback.
HEALTHCHECK --interval=2s --timeout=2s --start-period=10s --retries=5 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1/readyz', timeout=2)"]

ENTRYPOINT ["mockkf"]
CMD ["serve", "--host", "0.0.0.0", "--http-port", "80", "--https-port", "443", "--smtp-port", "25", "--submission-port", "587", "--smtps-port", "465"]

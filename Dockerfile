# mockkf on the ports that mail and HTTP have by custom, for the containers beside it.
FROM python:3.13.11-slim AS base

FROM base AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockkf/ mockkf/
RUN python -m venv /opt/mockkf && /opt/mockkf/bin/pip install --no-cache-dir --disable-pip-version-check '.[uvloop]'

FROM base
RUN useradd --system --uid 10025 --user-group --no-create-home --shell /usr/sbin/nologin mockkf
COPY --from=build /opt/mockkf /opt/mockkf

# MOCKKF_URL is for `docker exec`: the commands find the mock of this container.
ENV PATH=/opt/mockkf/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MOCKKF_HOST=0.0.0.0 \
    MOCKKF_HTTP_PORT=80 \
    MOCKKF_HTTPS_PORT=443 \
    MOCKKF_SMTP_PORT=25 \
    MOCKKF_SUBMISSION_PORT=587 \
    MOCKKF_SMTPS_PORT=465 \
    MOCKKF_MAILPIT_PORT=8025 \
    MOCKKF_MAILPIT_SMTP_PORT=1025 \
    MOCKKF_URL=http://127.0.0.1
EXPOSE 80 443 25 587 465 8025 1025

# Without libraries and without a proxy: a check costs some milliseconds, and a proxy does not know this loopback.
HEALTHCHECK --interval=2s --timeout=2s --start-period=10s --retries=5 \
    CMD ["python", "-ISc", "import _socket, posix; c = _socket.socket(); c.settimeout(2); c.connect(('127.0.0.1', int(posix.environ[b'MOCKKF_HTTP_PORT']))); c.send(b'GET /readyz HTTP/1.0\\r\\n\\r\\n'); raise SystemExit(c.recv(12)[-3:] != b'200')"]

# It begins as root to read a key that only root can, as Mailpit's image does, and at once becomes the user mockkf. With
# `user: mockkf`, as in docker-compose.yml, no process is ever root's. Ports below 1024 are open to any user of a
# container of Docker (net.ipv4.ip_unprivileged_port_start is 0 there).
ENTRYPOINT ["python", "-Ium", "mockkf.cli.container"]
CMD ["serve"]

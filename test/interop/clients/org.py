"""An emulated org for one unmodified client, reached as that client reaches Salesforce.

Clients that insist on https://login.salesforce.com are led to the emulator by a proxy, in the way any
client is led through a company's proxy: by HTTPS_PROXY, and a CA to trust.
"""

import importlib.metadata
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from contextlib import contextmanager
from urllib.parse import urlparse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
COMMAND = ["node", os.path.join(ROOT, "dist/test/emulators/salesforce/main.js")]
SKIPPED = 77


class Org:
    def __init__(self, started: dict):
        self.url = started["url"]
        self.host = self.url.split("//")[1]
        self.ca_file = started.get("caFile")
        self.credentials = started["credentials"]
        self.token = self.credentials["access_token"]

    def get(self, path: str):
        """What the emulator itself answers, to compare with what the client made of it."""
        import ssl

        headers = {"authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.url + path.replace(" ", "+"), headers=headers)
        context = ssl.create_default_context(cafile=self.ca_file) if self.ca_file else None
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(request) as reply:
            return json.load(reply)

    def count(self, condition: str = "", what: str = "Contact") -> int:
        query = f"SELECT COUNT() FROM {what}{' WHERE ' + condition if condition else ''}"
        return self.get(f"/services/data/v62.0/query?q={urllib.parse.quote(query)}")["totalSize"]


@contextmanager
def org(*options: str, tls: bool = True):
    """Starts an org of its own; with TLS, everything at *.salesforce.com is it."""
    command = [*COMMAND, "--json", *options, *(["--tls"] if tls else [])]
    with tempfile.TemporaryFile() as log:
        emulator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            started = Org(json.loads(emulator.stdout.readline()))
            if tls:
                lead_to(started)
            yield started
            if emulator.poll() is not None:
                raise SystemExit("the emulator has ended")
        finally:
            emulator.terminate()
            emulator.wait()


def lead_to(started: Org) -> None:
    port = start_proxy(urlparse(started.url).port)
    for name in ("HTTPS_PROXY", "https_proxy"):
        os.environ[name] = f"http://127.0.0.1:{port}"
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"):
        os.environ[name] = started.ca_file


def start_proxy(target: int) -> int:
    """A proxy for CONNECT, which leads to one port of this machine whatever is asked for."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(listener, target), daemon=True).start()
    return listener.getsockname()[1]


def accept(listener: socket.socket, target: int) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=tunnel, args=(client, target), daemon=True).start()


def tunnel(client: socket.socket, target: int) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(4096)
        if not chunk:
            return client.close()
        head += chunk
    server = socket.create_connection(("127.0.0.1", target))
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def need(package: str, module: str) -> None:
    """Skips, aloud, a client that is not installed."""
    if importlib.util.find_spec(module) is None:
        print(f"skipped: {package} is not installed")
        sys.exit(SKIPPED)


def done(package: str) -> None:
    print(f"{package} {importlib.metadata.version(package)}: all is well", flush=True)


def equal(found, wanted, what: str) -> None:
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, wanted {wanted!r}")


def run(command: list, **options) -> str:
    """The standard output of a command; one that fails ends the test."""
    finished = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)
    if finished.returncode != 0:
        shown = finished.stdout[-4000:] + finished.stderr[-4000:]
        raise SystemExit(f"{command[:3]}: {finished.returncode}\n{shown}")
    return finished.stdout

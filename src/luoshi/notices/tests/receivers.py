"""Real receivers on the loopback address: a mail server and a web server, with certificates made for the test."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM


def certificate(folder, name="localhost"):
    """A certificate that is its own root, with key; (path of both in one file, PEM of the root)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(private + made.public_bytes(PEM))
    return path, made.public_bytes(PEM).decode()


def server_context(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _loopback():
    """The family and address that the name localhost has first on this machine."""
    family, _, _, _, address = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0]
    return family, address[0]


class Mailbox:
    """What a mail server received; `accepts(user, password)` may be narrowed."""

    def __init__(self):
        self.messages, self.recipients, self.logins, self.port = [], [], [], 0


@contextmanager
def mail_server(path, *, starttls=False, refuse_login=False, broken=False):
    """A mail server for one connection after another: TLS at once, or STARTTLS first."""
    box, (family, host) = Mailbox(), _loopback()
    listening = socket.create_server((host, 0), family=family)
    box.port = listening.getsockname()[1]
    stop = threading.Event()

    def serve():
        listening.settimeout(0.1)
        while not stop.is_set():
            try:
                raw, _ = listening.accept()
            except TimeoutError:
                continue
            raw.settimeout(5)
            try:
                if broken:
                    raw.close()
                    continue
                talk = raw if starttls else server_context(path).wrap_socket(raw, server_side=True)
                _smtp(talk, box, path, starttls, refuse_login)
            except (OSError, ssl.SSLError):
                raw.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        stop.set()
        thread.join(5)
        listening.close()


def _smtp(talk, box, path, starttls, refuse_login):
    """The few words of SMTP that a client says."""
    secure = not starttls

    def say(text):
        talk.sendall(f"{text}\r\n".encode())

    say("220 test ESMTP")
    reading = talk.makefile("rb")
    while line := reading.readline():
        word = line.decode().strip()
        verb = word.upper().split(":")[0].split(" ")[0]
        if verb == "EHLO":
            extra = ["AUTH PLAIN"] if secure else ["STARTTLS"]
            for number, each in enumerate(["test", *extra]):
                say(f"250{'-' if number < len(extra) else ' '}{each}")
        elif verb == "STARTTLS":
            say("220 go")
            talk = server_context(path).wrap_socket(talk, server_side=True)
            reading, secure = talk.makefile("rb"), True
        elif verb == "AUTH":
            box.logins.append(word)
            say("535 no" if refuse_login else "235 yes")
        elif verb == "DATA":
            say("354 go on")
            lines = []
            while (part := reading.readline()) != b".\r\n":
                lines.append(part)
            box.messages.append(b"".join(lines))
            say("250 kept")
        elif verb == "QUIT":
            say("221 bye")
            talk.close()
            return
        else:
            if verb == "RCPT":
                box.recipients.append(word)
            say("250 ok")


class Heard:
    """The requests a web server received: (path, headers, body)."""

    def __init__(self):
        self.requests, self.port = [], 0


@contextmanager
def web_server(path, *, status=200, answer=b'{"errcode": 0}', headers=()):
    """A web server over TLS that keeps what is posted."""
    heard, (family, host) = Heard(), _loopback()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.requests.append((self.path, dict(self.headers), body))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            """Silence."""

    class Server(http.server.ThreadingHTTPServer):
        address_family = family

        def handle_error(self, request, client_address):
            """A client that refuses the certificate is no fault of the server."""

    server = Server((host, 0), Handler)
    server.socket = server_context(path).wrap_socket(server.socket, server_side=True)
    heard.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()

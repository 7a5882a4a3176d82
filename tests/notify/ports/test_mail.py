"""E-mail: TLS or nothing, with a certificate that is checked; headers that nobody bends."""

import datetime
import ipaddress
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ens.notify.ports import mail
from ens.notify.rules import Channel, Message

MESSAGE = Message(Channel.EMAIL, "anna@exemple.fr", "Espace santé : votre code", "Votre code est 123456.\n\nÀ bientôt.")


def certificate(folder: Path, host: str) -> Path:
    """Make a certificate for this machine, its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM) + private)
    return path


@dataclass
class Post:
    """A mail server on this machine that takes one message and speaks as little SMTP as that needs."""

    pem: Path
    tls: bool = True
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = str(self.listener.getsockname()[1])
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            line, _ = self.listener.accept()
        except OSError:
            return
        line.settimeout(5)
        try:
            self._talk(line)
        except (OSError, ssl.SSLError):
            line.close()

    def _talk(self, line: socket.socket) -> None:
        line.sendall(b"220 here\r\n")
        taking = False
        while text := self._read(line):
            self.said.append(text)
            word = text.upper().split(maxsplit=1)[0] if text.strip() else ""
            if taking:
                taking = not text.endswith("\r\n.\r\n")
                if not taking:
                    line.sendall(b"250 taken\r\n")
            elif word == "EHLO":
                line.sendall(b"250-here\r\n250 STARTTLS\r\n" if self.tls else b"250 here\r\n")
            elif word == "STARTTLS":
                line.sendall(b"220 go\r\n")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.pem)
                line = context.wrap_socket(line, server_side=True)
            elif word == "DATA":
                taking = True
                line.sendall(b"354 go on\r\n")
            elif word == "QUIT":
                line.sendall(b"221 bye\r\n")
                break
            else:
                line.sendall(b"250 yes\r\n")
        line.close()

    @staticmethod
    def _read(line: socket.socket) -> str:
        return line.recv(65_536).decode()

    def close(self) -> None:
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    made = Post(certificate(tmp_path, "127.0.0.1"))
    yield made
    made.close()


def server(post: Post, authority: str) -> dict[str, str]:
    sender = "Espace santé <ne-pas-repondre@ens.exemple>"
    return {
        "host": "127.0.0.1",
        "port": post.port,
        "user": "",
        "password": "",
        "sender": sender,
        "authority": authority,
    }


def test_it_leaves_under_tls(post: Post) -> None:
    mail.send(server(post, str(post.pem)), MESSAGE)
    whole = "".join(post.said)
    before, _, after = whole.partition("STARTTLS")
    assert "anna" not in before, "nothing about anybody before TLS"
    assert "anna@exemple.fr" in after
    assert "Auto-Submitted: auto-generated" in after


def test_a_certificate_that_nobody_knows_is_refused(post: Post) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        mail.send(server(post, ""), MESSAGE)
    assert "anna" not in "".join(post.said)


def test_a_server_without_tls_gets_nothing(post: Post) -> None:
    post.tls = False
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(server(post, str(post.pem)), MESSAGE)
    assert "anna" not in "".join(post.said)


def test_a_line_break_makes_no_second_header() -> None:
    bent = Message(Channel.EMAIL, "anna@exemple.fr\r\nBcc: voleur@exemple.fr", "Objet", "Texte")
    with pytest.raises(ValueError):
        mail.write("ens@exemple.fr", bent)


def test_it_is_written_in_french_as_it_is() -> None:
    written = mail.write("Espace santé <ens@exemple.fr>", MESSAGE)
    assert written["Subject"] == MESSAGE.subject
    assert written.get_content().strip() == MESSAGE.body
    assert written["Message-ID"].endswith("@exemple.fr>")

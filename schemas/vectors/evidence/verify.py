"""A second verifier of evidence files, in JSON and in the compact form, beside the Java one. It shares no code with it.

Needs Python 3.9 and the package `cryptography`. The runner protocol of README.md:

    python3 verify.py FILE [POLICY]     one JSON object {"verdict", "trust", "detail"}; exit code 0 accepted, 1 refused
    python3 verify.py --cases           holds itself against cases.json here, in ../disclosed, ../receipts and ../policies; exit
                                        code 1 when one differs
    python3 verify.py --fisco-blocks FILE   the same for published blocks of FISCO BCOS (docs/fisco.md)
    python3 verify.py --list LIST       verdict and detail for each line of LIST, which is a file, a tab, and a policy or nothing;
                                        NO_POLICY for one that is none
"""

import base64
import hashlib
import json
import os
import re
import struct
import sys
import unicodedata
import zlib
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "commitment"))
import tombolo_bytes  # noqa: E402 (its folder has to be known first)
sys.path.insert(0, os.path.join(HERE, "..", "disclosed"))
import tombolo_disclosed  # noqa: E402

MAX_BYTES = 32 << 20
MAX_LONG = (1 << 63) - 1


class Refused(Exception):
    def __init__(self, verdict, detail):
        super().__init__(detail)
        self.verdict = verdict


def malformed(detail):
    return Refused("MALFORMED", detail)


def sha256(data):
    return hashlib.sha256(data).digest()


# --- the file ---------------------------------------------------------------------------------------------------------


def read_json(data):
    if len(data) > MAX_BYTES:
        raise malformed("too large")

    def members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a member twice")
        return dict(pairs)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=members)
    except (ValueError, RecursionError) as e:
        raise malformed("no JSON: %s" % e)
    if not isinstance(value, dict):
        raise malformed("must be an object")
    return value


def write_json(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def members(value, required, optional=()):
    if not isinstance(value, dict) or not set(required) <= set(value) <= set(required) | set(optional):
        raise malformed("members must be %s" % (required,))
    return value


def text(value):
    if not isinstance(value, str):
        raise malformed("must be text")
    return value


def number(value):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_LONG:
        raise malformed("must be a whole number")
    return value


def binary(value, length=None):
    try:
        data = base64.b64decode(text(value), validate=True)
    except ValueError:
        raise malformed("no base64")
    if base64.b64encode(data).decode() != value or (length is not None and len(data) != length):
        raise malformed("no canonical base64")
    return data


def elements(value, limit):
    if not isinstance(value, list) or len(value) > limit:
        raise malformed("must be a list of at most %d" % limit)
    return value


def read_policy(value):
    second = isinstance(value, dict) and value.get("format") == "tombolo-policy/2"
    grouped = second and value.get("cross_anchored") is not None
    members(value, ["format", "log_keys", "ledgers"] + ([] if grouped else ["cross_anchored_ledgers"]),
            ["oldest_anchor"] + (["cross_anchored"] if second else []))
    if not second and value["format"] != "tombolo-policy/1":
        raise malformed("policy format")
    keys = []
    for key in elements(value["log_keys"], 10_000):
        members(key, ["organisation", "key"], ["from", "until"])
        material = binary(key["key"], 33)
        if material[0] != 1:
            raise malformed("log key type")
        keys.append((text(key["organisation"]), material, time(key.get("from")), time(key.get("until"))))
    ledgers, retired = {}, {}
    for ledger in elements(value["ledgers"], 100):
        name = text(ledger["name"]) if isinstance(ledger, dict) and "name" in ledger else ""
        if name in ledgers:
            raise malformed("ledger twice")
        if second and isinstance(ledger, dict) and "retired" in ledger:
            retired[name] = time(ledger["retired"])
            ledger = {member: what for member, what in ledger.items() if member != "retired"}
        if second and name.startswith("witness:"):
            ledgers[name] = read_witness(ledger)
            continue
        if second and name.startswith("rfc3161:"):
            ledgers[name] = read_authority(ledger)
            continue
        if second and name.startswith("evm:"):
            ledgers[name] = read_chain(ledger)
            continue
        if second and name.startswith("fisco:"):
            ledgers[name] = read_fisco(ledger)
            continue
        members(ledger, ["name", "channel", "chaincode", "quorum", "members"])
        text(ledger["channel"])
        text(ledger["chaincode"])
        trusted = {}
        for member in elements(ledger["members"], 1000):
            members(member, ["member", "certificates"], ["intermediates", "revocations", "node_ous"])
            if text(member["member"]) in trusted:
                raise malformed("member twice")
            trusted[member["member"]] = read_member(member)
        if not 1 <= number(ledger["quorum"]) <= len(trusted):
            raise malformed("quorum")
        ledgers[name] = dict(ledger, members=trusted)
    if not grouped and number(value["cross_anchored_ledgers"]) < 2:
        raise malformed("cross_anchored_ledgers")
    if grouped:
        read_groups(value["cross_anchored"], ledgers)
    return {"keys": keys, "ledgers": ledgers, "cross": value.get("cross_anchored_ledgers"),
            "group": value["cross_anchored"] if grouped else None, "oldest": time(value.get("oldest_anchor")),
            "retired": retired}


def read_witness(witness):
    """A witness's keys, as C2SP vkeys of type 4, all of the name that the policy gives it."""
    members(witness, ["name", "keys"], ["operator"])
    if witness.get("operator") is not None:
        text(witness["operator"])
    keys = []
    for vkey in elements(witness["keys"], 20):
        name, key_id, material = (text(vkey).split("+", 2) + ["", ""])[:3]
        raw = binary(material, 33)
        key_name(name)
        if raw[0] != 4 or "witness:" + name != witness["name"] or sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
            raise malformed("witness key")
        keys.append(raw)
    if not keys:
        raise malformed("a witness without a key")
    return {"name": witness["name"], "witness": keys, "operator": witness.get("operator")}


def read_authority(authority):
    """A time-stamping authority: the roots under which its certificate must be."""
    members(authority, ["name", "roots"], ["revocations", "accuracy_ms", "operator"])
    try:
        roots = [load_certificate(der) for der in binaries(authority["roots"])]
        lists = [load_list(der) for der in binaries(optional(authority, "revocations"))]
    except (ValueError, x509.InvalidVersion):
        raise malformed("no certificate, or no revocation list")
    if authority.get("operator") is not None:
        text(authority["operator"])
    limit = authority.get("accuracy_ms")
    if authority["name"] == "rfc3161:" or not roots or (limit is not None and number(limit) < 1):
        raise malformed("time-stamping authority")
    return {"name": authority["name"], "roots": roots, "lists": lists, "accuracy": limit,
            "operator": authority.get("operator")}


def read_chain(chain):
    """A contract on an EVM chain: its code, and the members whose signatures over block headers, or seals in them, count."""
    members(chain, ["name", "code", "quorum", "members"], ["operator"])
    named = re.fullmatch(r"evm:([1-9][0-9]{0,17})/0x([0-9a-f]{40})", chain["name"])
    if chain.get("operator") is not None:
        text(chain["operator"])
    trusted, seen = {}, set()
    for member in elements(chain["members"], 1000):
        members(member, ["member", "keys"])
        keys = []
        for vkey in elements(member["keys"], 20):
            if re.fullmatch("0x[0-9a-f]{40}", text(vkey)):  # a validator of QBFT
                if vkey in seen or 3 * number(chain["quorum"]) < 2 * len(chain["members"]):
                    raise malformed("validator twice, or a quorum below two thirds")
                seen.add(vkey)
                keys.append((None, b"\1" + bytes.fromhex(vkey[2:])))
                continue
            name, key_id, material = (text(vkey).split("+", 2) + ["", ""])[:3]
            raw = binary(material, 33)
            if raw[0] != 1 or sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id or raw in seen:
                raise malformed("header key")
            seen.add(raw)
            keys.append((name, raw))
        if not keys or text(member["member"]) in trusted:
            raise malformed("a member without a key, or twice")
        trusted[member["member"]] = keys
    if not named or not 1 <= number(chain["quorum"]) <= len(trusted):
        raise malformed("chain")
    return {"name": chain["name"], "id": int(named[1]), "contract": bytes.fromhex(named[2]), "code": binary(chain["code"], 32),
            "headers": trusted, "quorum": chain["quorum"], "operator": chain.get("operator")}


def read_fisco(chain):
    """A contract on a FISCO BCOS chain: its nodes, by member, whose seals count."""
    members(chain, ["name", "cryptography", "members"], ["operator"])
    named = re.fullmatch(r"fisco:([A-Za-z0-9_-]{1,32})/([A-Za-z0-9_-]{1,32})/(0x[0-9a-f]{40})", chain["name"])
    if chain.get("operator") is not None:
        text(chain["operator"])
    trusted, seen = {}, set()
    for member in elements(chain["members"], 1000):
        members(member, ["member", "keys"])
        keys = [text(node) for node in elements(member["keys"], 20)]
        if not keys or text(member["member"]) in trusted:
            raise malformed("a member without a node, or twice")
        for node in keys:
            if not re.fullmatch("[0-9a-f]{128}", node) or node in seen:
                raise malformed("node")
            seen.add(node)
        trusted[member["member"]] = [bytes.fromhex(node) for node in keys]
    if not named or not trusted or text(chain["cryptography"]) not in ("standard", "national"):
        raise malformed("chain")
    return {"name": chain["name"], "chain": named[1], "place": (named[1] + named[2]).encode(), "contract": named[3].encode(),
            "national": chain["cryptography"] == "national", "nodes": trusted, "operator": chain.get("operator")}


def read_groups(outer, ledgers):
    named = []

    def read(group, depth):
        members(group, ["threshold", "ledgers", "groups"])
        if depth == 0:
            raise malformed("groups in groups")
        inner = elements(group["groups"], 100)
        mine = [text(name) for name in elements(group["ledgers"], 100)]
        if not 1 <= number(group["threshold"]) <= len(inner) + len(mine):
            raise malformed("threshold")
        named.extend(mine)
        for one in inner:
            read(one, depth - 1)

    read(outer, 5)
    if len(set(named)) != len(named) or not set(named) <= set(ledgers):
        raise malformed("a ledger twice, or one that is not there")
    if not all(independent(ledgers[one], ledgers[other]) for one in ledgers for other in ledgers if one != other):
        raise malformed("ledgers that are not independent of each other")


def is_met(group, confirming):
    inner = sum(is_met(one, confirming) for one in group["groups"])
    return inner + len(confirming.intersection(group["ledgers"])) >= group["threshold"]


def read_member(member):
    """What the policy says of one member of a ledger."""
    try:
        roots = [load_certificate(der) for der in binaries(member["certificates"])]
        intermediates = [load_certificate(der) for der in binaries(optional(member, "intermediates"))]
        lists = [load_list(der) for der in binaries(optional(member, "revocations"))]
    except (ValueError, x509.InvalidVersion):
        raise malformed("no certificate, or no revocation list")
    if not isinstance(member.get("node_ous"), (bool, type(None))):
        raise malformed("node_ous")
    for crl in lists:
        if not any(signed_list(authority, crl) for authority in roots + intermediates):
            raise malformed("a revocation list by nobody's authority")
    return {"roots": roots, "intermediates": intermediates, "lists": lists, "node_ous": bool(member.get("node_ous"))}


def optional(member, name):
    return [] if member.get(name) is None else member[name]


def binaries(value):
    return [binary(one) for one in elements(value, 20)]


def time(value):
    if value is None:
        return None
    exact = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?Z", text(value))
    if not exact:
        raise malformed("no time")
    try:
        # No more than microseconds: older Pythons read neither one digit nor nine.
        return datetime.fromisoformat(exact[1] + ((exact[2] or ".") + "000000")[:7] + "+00:00")
    except ValueError:
        raise malformed("no time")


# --- commitment, entry, tree ------------------------------------------------------------------------------------------


def part(value):
    if value is None:
        return None
    members(value, ["bytes"], ["schema"])
    schema = value.get("schema")
    return (None if schema is None else text(schema).encode("utf-8"), binary(value["bytes"]))


def commitment(key, value, salt):
    flags = sum(bit for bit, there in [
        (1, key), (2, value), (4, key and key[0] is not None), (8, value and value[0] is not None), (16, salt)] if there)
    data = bytes([2, 1, flags]) + (salt or b"")
    for one in (key, value):
        if one is not None:
            data += b"" if one[0] is None else sha256(one[0])
            data += struct.pack(">I", len(one[1])) + one[1]
    return sha256(data)


def node(left, right):
    return sha256(b"\x01" + left + right)


def implied_root(leaf, index, path, size):
    """The root to which a leaf and its path lead (RFC 9162, section 2.1.3.2); None if they do not fit the size."""
    if index >= size:
        return None
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def check_growth(path, old_size, old_root, size, root):
    """RFC 9162, section 2.1.4.2."""
    if old_size > size:
        return False
    if old_size == size:
        return not path and old_root == root
    if old_size == 0:
        return not path
    if not path:
        return False
    fn, sn = old_size - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    rest = list(path)
    if old_size & (old_size - 1):
        fr = sr = rest.pop(0)
    else:
        fr = sr = old_root
    for c in rest:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == root


# --- checkpoint -------------------------------------------------------------------------------------------------------


def key_name(name):
    if not name or any(ord(c) < 0x20 or c in "+\x85" or unicodedata.category(c)[0] == "Z" for c in name):
        raise malformed("key name")
    return name


def read_note(note):
    split = note.rfind("\n\n")
    if split < 0 or not note.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in note[:split]):
        raise malformed("no signed note")
    try:
        size = len(note.encode("utf-8"))
    except UnicodeEncodeError:
        raise malformed("half of a surrogate pair")
    signatures = []
    for line in note[split + 2:-1].split("\n"):
        words = line.split(" ", 2)
        if len(words) != 3 or words[0] != "\u2014" or len(binary(words[2])) < 5:
            raise malformed("signature line")
        signatures.append((key_name(words[1]), binary(words[2])))
    if len(signatures) > 100 or size > 1_000_000:
        raise malformed("a note over its limits")
    return note[:split + 1], signatures


def read_checkpoint(body):
    lines = body[:-1].split("\n")
    if len(lines) < 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise malformed("no checkpoint")
    if any(not line or any(ord(c) < 0x20 for c in line) for line in lines[:1] + lines[3:]):
        raise malformed("no checkpoint")
    return lines[0], int(lines[1]), binary(lines[2], 32)


def open_checkpoint(note, origin, keys):
    body, signatures = read_note(note)
    if len(signatures) != 1:
        raise malformed("%d signatures" % len(signatures))
    name, signature = signatures[0]
    if keys:
        key_name(origin)
    for key in keys:
        key_id = sha256(origin.encode() + b"\n" + key[1])[:4]
        if name == origin and signature[:4] == key_id:
            try:
                ed25519.Ed25519PublicKey.from_public_bytes(key[1][1:]).verify(signature[4:], body.encode("utf-8"))
            except InvalidSignature:
                raise Refused("ALTERED", "checkpoint: falsely signed")
            named, size, root = read_checkpoint(body)
            if named != origin:
                raise Refused("ALTERED", "checkpoint of " + named)
            # One key may be named with several times of validity: it is valid in all of them.
            return size, root, [one for one in keys if one[1] == key[1]]
    raise Refused("NOT_TRUSTED", "checkpoint: signed by no known key")


# --- receipt of a chaincode -------------------------------------------------------------------------------------------


def fields(data):
    """A protobuf message as {number: [values]}."""
    found, at = {}, 0

    def varint(at):
        value = shift = 0
        while True:
            if at >= len(data) or shift > 63:
                raise malformed("protobuf")
            value |= (data[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if not data[at - 1] & 128:
                return value, at

    while at < len(data):
        tag, at = varint(at)
        if tag & 7 == 0:
            value, at = varint(at)
        elif tag & 7 == 2:
            length, at = varint(at)
            value, at = data[at:at + length], at + length
            if at > len(data):
                raise malformed("protobuf")
        else:
            raise malformed("protobuf")
        if not tag >> 3:
            raise malformed("protobuf")
        found.setdefault(tag >> 3, []).append(value)
    return found


def one(message, field):
    values = message.get(field, [b""])
    if len(values) > 1 or not isinstance(values[0], bytes):
        raise malformed("protobuf field %d twice, or a number" % field)
    return values[0]


def varint(message, field):
    """A number, 0 when it is absent."""
    values = message.get(field, [0])
    if len(values) > 1 or not isinstance(values[0], int):
        raise malformed("protobuf field %d twice, or not a number" % field)
    return values[0]


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed("not UTF-8")


def pem(data):
    """A certificate as Fabric's peers write it: one block, lines of 64 characters, nothing around it."""
    whole = re.fullmatch(rb"-----BEGIN CERTIFICATE-----\n((?:[A-Za-z0-9+/=]{64}\n)*[A-Za-z0-9+/=]{1,64}\n)-----END CERTIFICATE-----\n", data)
    if not whole:
        raise malformed("no certificate in PEM")
    try:
        return load_certificate(binary(whole[1].replace(b"\n", b"").decode()))
    except (ValueError, x509.InvalidVersion):
        raise malformed("no certificate in PEM")


ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}


def check_cosignature(receipt, witness):
    """What a witness's cosignature confirms: (origin, size, root, cosigned at)."""
    body, signatures = read_note(utf8(receipt))
    origin, size, root = read_checkpoint(body)
    if len(signatures) != 1 or len(receipt) > 1_000_000 or any(ord(c) < 32 and c != "\n" for c in body):
        raise malformed("cosigned note")
    name, signature = signatures[0]
    for key in witness["witness"]:
        if "witness:" + name == witness["name"] and signature[:4] == sha256(name.encode() + b"\n" + key)[:4]:
            seconds = int.from_bytes(signature[4:12], "big", signed=True)
            signed = ("cosignature/v1\ntime %d\n%s" % (seconds, body)).encode("utf-8")
            try:
                if len(signature) != 76 or seconds <= 0:
                    raise InvalidSignature()
                ed25519.Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[12:], signed)
            except InvalidSignature:
                raise Refused("ALTERED", "cosignature")
            return origin, size, root, datetime.fromtimestamp(seconds, timezone.utc)
    raise Refused("NOT_TRUSTED", "cosigned by no known key")


def check_receipt(receipt, ledger):
    """What a quorum vouches for: (origin, size, root, anchored at)."""
    if len(receipt) < 16 or receipt[:4] != b"TFR1" or sha256(receipt[:-8])[:8] != receipt[-8:]:
        raise malformed("receipt form")
    inflater = zlib.decompressobj()
    try:
        inner = inflater.decompress(receipt[8:-8], (1 << 20) + 1)
    except zlib.error:
        raise malformed("receipt form")
    if len(inner) != struct.unpack(">I", receipt[4:8])[0] or not inflater.eof or inflater.unused_data:
        raise malformed("receipt length")
    outer = fields(inner)
    if not all(1 <= number <= 5 and all(isinstance(value, bytes) for value in values) for number, values in outer.items()):
        raise malformed("receipt fields")
    endorsements = outer.get(5, [])
    if not 1 <= len(endorsements) <= 100:
        raise malformed("%d endorsements" % len(endorsements))
    channel_header, signature_header, proposal, response = (one(outer, i) for i in (1, 2, 3, 4))
    channel = fields(channel_header)
    signer = fields(signature_header)
    spec = fields(one(fields(one(fields(proposal), 1)), 1))
    arguments = fields(one(spec, 3)).get(1, [])
    if not all(isinstance(argument, bytes) for argument in arguments):
        raise malformed("receipt arguments")
    answer = fields(response)
    action = fields(one(answer, 2))
    reply = fields(one(action, 3))
    lines = utf8(one(reply, 3)).split("\n", 4)
    if varint(channel, 1) != 3 or len(arguments) != 3 or len(lines) != 5 or lines[0] != "tombolo anchor 1" or lines[3]:
        raise malformed("receipt question or answer")
    if not re.fullmatch(r"[0-9A-Za-z_.:-]{1,128}", lines[1]) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[2]):
        raise malformed("receipt answer")
    origin, size, root = read_checkpoint(read_note(lines[4])[0])
    asked = fields(one(channel, 3))
    seconds, nanos = varint(asked, 1), varint(asked, 2)
    if not 0 <= seconds <= 253_402_300_799 or not 0 <= nanos <= 999_999_999:
        raise malformed("receipt timestamp")
    anchored_at = datetime.fromtimestamp(int(lines[2]) // 1000, timezone.utc) + timedelta(milliseconds=int(lines[2]) % 1000)
    intact = (one(answer, 1) == sha256(channel_header + signature_header + proposal)
              and utf8(one(channel, 5)) == sha256(one(signer, 2) + one(signer, 1)).hex()
              and arguments == [b"AnchorReceipt", origin.encode(), str(size).encode()]
              and varint(reply, 1) == 200)
    if not intact:
        raise Refused("ALTERED", "receipt: question and answer do not belong together")
    if (utf8(one(channel, 4)) != ledger["channel"]
            or utf8(one(fields(one(spec, 2)), 2)) != ledger["chaincode"]
            or utf8(one(fields(one(action, 4)), 2)) != ledger["chaincode"]):
        raise Refused("NOT_TRUSTED", "receipt of another ledger")
    # In nanoseconds, which a datetime does not have.
    if seconds * 10**9 + nanos < (int(lines[2]) - 120_000) * 10**6:
        raise Refused("ALTERED", "receipt: asked for too long before the anchor")
    asked_at = datetime.fromtimestamp(seconds, timezone.utc) + timedelta(microseconds=nanos // 1000)
    signed_by, keys = set(), {}
    for endorsement in endorsements:
        member, certificate = check_endorsement(fields(endorsement), response)
        key = key_of(certificate)
        # Whoever holds a key speaks once, under however many names.
        if is_peer(certificate, ledger["members"].get(member), asked_at) and keys.setdefault(key, member) == member:
            signed_by.add(member)
    if len(signed_by) < ledger["quorum"]:
        raise Refused("NOT_TRUSTED", "%d members signed, quorum %d" % (len(signed_by), ledger["quorum"]))
    return origin, size, root, anchored_at


def check_endorsement(endorsement, response):
    """Who signed, as it names itself."""
    identity, signature = one(endorsement, 1), one(endorsement, 2)
    named = fields(identity)
    member, certificate = utf8(one(named, 1)), pem(one(named, 2))
    try:
        key = certificate.public_key()
        r, s = decode_dss_signature(signature)
        # One encoding; and of s and n - s, both of which verify, only the smaller one is a signature in Fabric.
        if encode_dss_signature(r, s) != signature or not 0 < s <= ORDERS[key.curve.name] >> 1:
            raise InvalidSignature()
        key.verify(signature, response + identity, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature, KeyError, AttributeError):
        raise Refused("ALTERED", "receipt: endorsement by " + member)
    return member, certificate


def is_peer(certificate, member, then):
    """Whether a member's authorities say that it was one of its peers."""
    if member is None:
        return False
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    roles = [unit.value for unit in units if unit.value in ("client", "peer", "admin", "orderer")]
    if roles != ["peer"] and (roles or member["node_ous"]):
        return False
    usage = extension(certificate, x509.KeyUsage)
    if is_authority(certificate) or (usage is not None and not usage.digital_signature):
        return False
    return for_servers(certificate) and has_chain(certificate, member, then, 0)


def extension(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def is_authority(certificate):
    constraints = extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def for_servers(certificate):
    """As Fabric's peers take it: no extended key usage, or one that names servers or any use."""
    uses = extension(certificate, x509.ExtendedKeyUsage)
    return uses is None or any(
        use in (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE) for use in uses)


KNOWN = (x509.KeyUsage, x509.BasicConstraints, x509.ExtendedKeyUsage, x509.CertificatePolicies)


def is_readable(certificate):
    """No critical extension that nobody here knows; and no name constraints, which no peer takes of an authority without names."""
    return not any(isinstance(one.value, x509.NameConstraints) or (one.critical and not isinstance(one.value, KNOWN))
                   for one in certificate.extensions)


def has_chain(certificate, member, then, below):
    """An unbroken, unrevoked chain to a root, all of it valid then; `below` counts the authorities under the issuer."""
    if not valid(certificate, then) or below == 8 or not is_readable(certificate):
        return False
    for issuer in member["roots"] + member["intermediates"]:
        if issuer == certificate or not issued(issuer, certificate) or path_length(issuer) < below:
            continue
        if not is_readable(issuer) or not for_servers(issuer):
            continue
        # Peers are enrolled by the last authority of a chain.
        if below == 0 and any(a != issuer and issued(issuer, a) for a in member["intermediates"]):
            continue
        if is_revoked(certificate, issuer, member["lists"], then):
            continue
        if valid(issuer, then) if issuer in member["roots"] else has_chain(issuer, member, then, below + 1):
            return True
    return False


def valid(certificate, then):
    return certificate.not_valid_before_utc <= then <= certificate.not_valid_after_utc


def path_length(authority):
    """How many authorities may stand under it; -1 for a certificate that is none."""
    try:
        constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return -1
    if not constraints.ca:
        return -1
    return 1 << 31 if constraints.path_length is None else constraints.path_length


def issued(authority, certificate):
    if path_length(authority) < 0:
        return False
    try:
        if not authority.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign:
            return False
    except x509.ExtensionNotFound:
        pass
    try:
        certificate.verify_directly_issued_by(authority)
        return True
    except (ValueError, TypeError, InvalidSignature):
        return False


def signed_list(authority, crl):
    try:
        return crl.issuer == authority.subject and crl.is_signature_valid(authority.public_key())
    except (ValueError, TypeError):  # a key that is none, or of another algorithm
        return False


NO_FAULT = {x509.ReasonFlags.superseded, x509.ReasonFlags.cessation_of_operation, x509.ReasonFlags.affiliation_changed}


def is_revoked(certificate, issuer, lists, then):
    for crl in lists:
        if not signed_list(issuer, crl):
            continue
        # Of several entries about one certificate the worst counts.
        for entry in crl:
            if entry.serial_number != certificate.serial_number:
                continue
            reason = extension(entry, x509.CRLReason)
            # A key that may be in other hands counts for nothing, whenever it signed.
            if reason is None or reason.reason not in NO_FAULT or then >= entry.revocation_date_utc:
                return True
    return False


# --- receipt of a time-stamping authority (RFC 3161) ------------------------------------------------------------------

BOOLEAN, INTEGER, BITS, OCTETS, OID, TIME, SEQUENCE, SET_OF, FIELD_0, FIELD_1 = 1, 2, 3, 4, 6, 0x18, 0x30, 0x31, 0xA0, 0xA1
SIGNED_DATA = "06092a864886f70d010702"
TST_INFO = "060b2a864886f70d0109100104"
CONTENT_TYPE = "06092a864886f70d010903"
MESSAGE_DIGEST = "06092a864886f70d010904"
SIGNING_CERTIFICATE = "060b2a864886f70d010910020c"
SIGNING_CERTIFICATE_V2 = "060b2a864886f70d010910022f"
DIGESTS = {start + "0%d" % number + end: algorithm
           for number, algorithm in ((1, hashes.SHA256), (2, hashes.SHA384), (3, hashes.SHA512))
           for start, end in (("300b06096086480165030402", ""), ("300d06096086480165030402", "0500"))}
RSA = {"300d06092a864886f70d0101010500": None, "300d06092a864886f70d01010b0500": hashes.SHA256,
       "300d06092a864886f70d01010c0500": hashes.SHA384, "300d06092a864886f70d01010d0500": hashes.SHA512}
ECDSA = {"300a06082a8648ce3d040302": hashes.SHA256, "300a06082a8648ce3d040303": hashes.SHA384,
         "300a06082a8648ce3d040304": hashes.SHA512}
# MGF1 with the same digest, and a salt of its length (RFC 4056).
PSS = {form.format(of, algorithm.digest_size): algorithm for of, algorithm in DIGESTS.items()
       for form in ("303d06092a864886f70d01010a3030a00d{0}a11a301806092a864886f70d010108{0}a2030201{1:02x}",
                    "304106092a864886f70d01010a3034a00f{0}a11c301a06092a864886f70d010108{0}a2030201{1:02x}")}
SIGNATURES = {**RSA, **ECDSA, **PSS}


# --- certificates, in the one form in which every verifier takes them (docs/evidence.md) -------------------------------


PLAIN_SIGNATURES = ["06072a8648ce3d0401"] + ["06082a8648ce3d04030%d" % i for i in (2, 3, 4)] + [
    "06092a864886f70d01010%s" % i for i in "5bcd"] + ["06032b6570"]
RSA_KEY, ED25519_KEY = "06092a864886f70d010101", "06032b6570"
POINTS = {"301306072a8648ce3d020106082a8648ce3d030107": 65, "301006072a8648ce3d020106052b81040022": 97,
          "301006072a8648ce3d020106052b81040023": 133}
KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, POLICIES = "0603551d0f", "0603551d13", "0603551d25", "0603551d20"
NOT_EVALUATED = re.compile("0603551d(21|24|36)")
NOT_CRITICAL = re.compile("0603551d(0e|10|11|12|14|15|1b|1c|1d|1e|1f|23|2e)|06082b0601050507010[1b]"
                          "|06092b0601050507300105|06096086480186f8420101")
UTF8, PRINTABLE, T61, IA5, BMP, UTC_TIME, FIELD_3 = 0x0C, 0x13, 0x14, 0x16, 0x1E, 0x17, 0xA3


def plain(oid):
    """The AlgorithmIdentifiers without parameters, and with NULL."""
    return ["30%02x%s" % (len(content) // 2, content) for content in (oid, oid + "0500")]


ALGORITHMS = {one for oid in PLAIN_SIGNATURES for one in plain(oid)} | {
    form for form in PSS if form.startswith("303d") == ("300b0609" in form)}


def load_certificate(der):
    """A certificate in that form, by the package's own reader, which refuses a few more."""
    whole = Der(der).enter_only(SEQUENCE)
    body, algorithm = whole.enter(SEQUENCE), whole.hex(SEQUENCE)
    whole_bits(whole)
    whole.end()
    extended = body.next_is(FIELD_0)
    if extended:
        body.require("a003020102")
    body.integer()
    if algorithm not in ALGORITHMS or body.hex(SEQUENCE) != algorithm:
        raise malformed("certificate: algorithm")
    check_name(body.enter(SEQUENCE))
    validity = body.enter(SEQUENCE)
    check_time(validity)
    check_time(validity)
    validity.end()
    check_name(body.enter(SEQUENCE))
    check_key(body.enter(SEQUENCE))
    if extended and body.more():
        check_extensions(body.enter_only(FIELD_3).enter_only(SEQUENCE))
    body.end()
    return x509.load_der_x509_certificate(der)


def whole_bits(der):
    bits = der.contents(BITS)
    if len(bits) < 2 or bits[0]:
        raise malformed("certificate: bits")
    return bits[1:]


def check_oid(der):
    oid = der.contents(OID)
    if not 1 <= len(oid) <= 63 or oid[-1] >= 0x80 or any(
            one == 0x80 and (i == 0 or oid[i - 1] < 0x80) for i, one in enumerate(oid)):
        raise malformed("object identifier")
    return "06%02x%s" % (len(oid), oid.hex())


def check_name(parts):
    for each in some(parts, SET_OF):
        for part in some(each, SEQUENCE):
            check_oid(part)
            tag = part.tag()
            value = part.contents(tag)
            part.end()
            try:
                text = value.decode({UTF8: "utf-8", PRINTABLE: "ascii", IA5: "ascii", T61: "latin-1", BMP: "utf-16-be"}[tag])
            except (KeyError, UnicodeDecodeError):
                raise malformed("name")
            if any(one < " " or one == "\x7f" or (tag == BMP and one > "\uffff") for one in text):
                raise malformed("name")


def some(parts, tag):
    """Each element; there must be one."""
    yield parts.enter(tag)
    while parts.more():
        yield parts.enter(tag)


def check_time(der):
    short = der.next_is(UTC_TIME)
    digits = der.contents(UTC_TIME if short else TIME).decode("latin-1")
    whole = (("20" if digits < "5" else "19") if short else "") + digits
    if not re.fullmatch("[0-9]{14}Z", whole):
        raise malformed("time")
    try:
        datetime(*(int(whole[i:i + 2] if i else whole[:4]) for i in (0, 4, 6, 8, 10, 12)))
    except ValueError:
        raise malformed("time")


def check_key(spki):
    algorithm, key = spki.hex(SEQUENCE), whole_bits(spki)
    spki.end()
    if algorithm in POINTS:
        good = len(key) == POINTS[algorithm] and key[0] == 4
    elif algorithm in plain(ED25519_KEY):
        good = len(key) == 32
    elif algorithm in plain(RSA_KEY):
        numbers = Der(key).enter_only(SEQUENCE)
        modulus, exponent = (numbers.integer(limit=2049) for _ in range(2))
        numbers.end()
        good = (modulus > 0 and 1024 <= modulus.bit_length() <= 16384 and 3 <= exponent <= modulus
                and (modulus.bit_length() <= 3072 or exponent.bit_length() <= 64))
    else:
        good = False
    if not good:
        raise malformed("key")


def check_flag(der):
    flag = der.contents(BOOLEAN)
    if flag not in (b"\0", b"\xff"):
        raise malformed("flag")
    return flag != b"\0"


def check_extensions(each):
    seen = set()
    for one in some(each, SEQUENCE):
        name = check_oid(one)
        critical = one.next_is(BOOLEAN) and check_flag(one)
        value = Der(one.contents(OCTETS))
        one.end()
        if name in seen or NOT_EVALUATED.fullmatch(name) or (critical and NOT_CRITICAL.fullmatch(name)):
            raise malformed("extension")
        seen.add(name)
        if name == KEY_USAGE:
            bits = value.contents(BITS)
            value.end()
            if len(bits) not in (2, 3) or bits[0] > 7 or bits[-1] & ((1 << bits[0]) - 1):
                raise malformed("key usage")
        if name == BASIC_CONSTRAINTS:
            parts = value.enter_only(SEQUENCE)
            if parts.next_is(BOOLEAN) and check_flag(parts) and parts.more() and parts.integer(limit=4) < 0:
                raise malformed("path length")
            parts.end()
        if name == EXTENDED_KEY_USAGE:
            uses = value.enter_only(SEQUENCE)
            check_oid(uses)
            while uses.more():
                check_oid(uses)
        if name == POLICIES and critical:
            for policy in some(value.enter_only(SEQUENCE), SEQUENCE):
                check_oid(policy)
                if policy.more():
                    for qualifier in some(policy.enter_only(SEQUENCE), SEQUENCE):
                        check_oid(qualifier)
                        qualifier.enter_only(qualifier.tag())


def load_list(der):
    """A revocation list whose fields can all be read."""
    crl = x509.load_der_x509_crl(der)
    check_name(Der(crl.issuer.public_bytes()).enter_only(SEQUENCE))
    return crl


def key_of(certificate):
    """The key in its encoding: the same bytes for the same key."""
    body = Der(certificate.tbs_certificate_bytes).enter_only(SEQUENCE)
    if body.next_is(FIELD_0):
        body.contents(FIELD_0)
    body.contents(INTEGER)
    for _ in range(4):  # algorithm, issuer, validity, subject
        body.contents(SEQUENCE)
    return body.element(SEQUENCE)


class Der:
    """Reads a run of DER elements one after the other: tags of one byte, lengths in their shortest form."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def more(self):
        return self.at < len(self.data)

    def next_is(self, tag):
        return self.more() and self.data[self.at] == tag

    def contents(self, tag):
        head = self.data[self.at:self.at + 5]
        if len(head) < 2 or head[0] != tag:
            raise malformed("DER: no element %02x" % tag)
        length, size = head[1], 2
        if length >= 0x80:
            size = 2 + length - 0x80
            length = int.from_bytes(head[2:size], "big")
            if not 3 <= size <= 5 or len(head) < size or length < 0x80 or length >> 8 * (size - 3) == 0:
                raise malformed("DER: length")
        begin = self.at + size
        self.at = begin + length
        if self.at > len(self.data):
            raise malformed("DER: ends too early")
        return self.data[begin:self.at]

    def element(self, tag):
        begin = self.at
        self.contents(tag)
        return self.data[begin:self.at]

    def hex(self, tag):
        return self.element(tag).hex()

    def enter(self, tag):
        return Der(self.contents(tag))

    def enter_only(self, tag):
        inner = self.enter(tag)
        self.end()
        return inner

    def require(self, due):
        if self.hex(int(due[:2], 16)) != due:
            raise malformed("DER: must be " + due)

    def tag(self):
        if not self.more() or self.data[self.at] & 0x1F == 0x1F:
            raise malformed("DER: no tag of one byte")
        return self.data[self.at]

    def integer(self, tag=INTEGER, limit=64):
        value = self.contents(tag)
        number = int.from_bytes(value, "big", signed=True)
        if not 1 <= len(value) <= limit or (len(value) > 1 and (value[0], value[1] >> 7) in ((0, 0), (255, 1))):
            raise malformed("DER: integer")
        return number

    def end(self):
        if self.more():
            raise malformed("DER: bytes behind the last element")


def digest_of(algorithm, data):
    digest = hashes.Hash(algorithm())
    digest.update(data)
    return digest.finalize()


def read_certificates(in_set):
    encoded = []
    while in_set.more():
        encoded.append(in_set.element(SEQUENCE))
    if encoded != sorted(set(encoded)) or len(encoded) > 8:
        raise malformed("certificates of a token")
    try:
        return [load_certificate(one) for one in encoded]
    except (ValueError, x509.InvalidVersion):
        raise malformed("no certificate")


def read_token(der):
    """The one form of CMS SignedData that a token may have: all of it is bound by the signature, or checked against what is."""
    info = Der(der).enter_only(SEQUENCE)
    info.require(SIGNED_DATA)
    data = info.enter_only(FIELD_0).enter_only(SEQUENCE)
    data.require("020103")
    listed = data.enter(SET_OF).hex(SEQUENCE)
    encapsulated = data.enter(SEQUENCE)
    encapsulated.require(TST_INFO)
    content = encapsulated.enter_only(FIELD_0).contents(OCTETS)
    certificates = read_certificates(data.enter(FIELD_0))
    signer = data.enter_only(SET_OF).enter_only(SEQUENCE)
    signer.require("020101")
    identifier = signer.enter(SEQUENCE)
    issuer, serial = identifier.element(SEQUENCE), identifier.integer()
    identifier.end()
    named = [one for one in certificates if one.serial_number == serial and one.issuer.public_bytes() == issuer]
    used = signer.hex(SEQUENCE)
    attributes = signer.element(FIELD_0)
    algorithm, signature = signer.hex(SEQUENCE), signer.contents(OCTETS)
    signer.end()
    if not named or used not in DIGESTS or DIGESTS.get(listed) != DIGESTS[used] or algorithm not in SIGNATURES:
        raise malformed("signer of a token")
    digest = DIGESTS[used]
    if SIGNATURES[algorithm] not in (None, digest):
        raise malformed("two digests in a token")
    signed, each = {}, Der(attributes).enter(FIELD_0)
    while each.more():
        attribute = each.enter(SEQUENCE)
        name, values = attribute.hex(OID), attribute.contents(SET_OF)
        attribute.end()
        if name in signed:
            raise malformed("attribute twice")
        signed[name] = values
    if not {CONTENT_TYPE, MESSAGE_DIGEST} <= set(signed) or not {SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2} & set(signed):
        raise malformed("signed attributes")
    Der(signed[CONTENT_TYPE]).require(TST_INFO)
    message = Der(signed[MESSAGE_DIGEST])
    message_digest = message.contents(OCTETS)
    message.end()
    named_by = []
    if SIGNING_CERTIFICATE in signed:
        # SHA-1 only says which certificate is meant: it must be under a root all the same.
        ess = Der(signed[SIGNING_CERTIFICATE]).enter(SEQUENCE).enter(SEQUENCE).enter(SEQUENCE)
        named_by.append((hashes.SHA1, ess.contents(OCTETS)))
    if SIGNING_CERTIFICATE_V2 in signed:
        ess = Der(signed[SIGNING_CERTIFICATE_V2]).enter(SEQUENCE).enter(SEQUENCE).enter(SEQUENCE)
        ess_digest = DIGESTS.get(ess.hex(SEQUENCE)) if ess.next_is(SEQUENCE) else hashes.SHA256
        if ess_digest is None:
            raise malformed("digest of the signing certificate")
        named_by.append((ess_digest, ess.contents(OCTETS)))
    return {"info": read_info(content), "certificates": certificates, "signer": named[0], "content": content,
            "digest": digest, "message_digest": message_digest, "certificate": named_by,
            "signed": bytes([SET_OF]) + attributes[1:], "algorithm": algorithm, "signature": signature}


def read_info(der):
    """TSTInfo: (imprint, time, accuracy or None)."""
    fields = Der(der).enter_only(SEQUENCE)
    fields.require("020101")
    fields.element(OID)
    imprint = fields.enter(SEQUENCE)
    if DIGESTS.get(imprint.hex(SEQUENCE)) is not hashes.SHA256:
        raise malformed("imprint")
    stamped = imprint.contents(OCTETS)
    imprint.end()
    fields.integer()
    exact = re.fullmatch(rb"([0-9]{14})(\.[0-9]{0,5}[1-9])?Z", fields.contents(TIME))
    if not exact or len(stamped) != 32:
        raise malformed("time or imprint")
    try:
        at = datetime.strptime(exact[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError:
        raise malformed("no time")
    at += timedelta(microseconds=int(((exact[2] or b".").decode() + "000000")[1:7]))
    accuracy = None
    if fields.next_is(SEQUENCE):
        parts, accuracy = fields.enter(SEQUENCE), timedelta()
        for tag, least, most, unit in ((INTEGER, 0, 10**6, 10**6), (0x80, 1, 999, 1000), (0x81, 1, 999, 1)):
            if parts.next_is(tag):
                count = parts.integer(tag)
                if not least <= count <= most:
                    raise malformed("accuracy")
                accuracy += timedelta(microseconds=count * unit)
        parts.end()
    if fields.next_is(BOOLEAN):
        fields.require("0101ff")
    if fields.next_is(INTEGER):
        fields.integer()
    if fields.next_is(FIELD_0):
        fields.contents(FIELD_0)
    if fields.next_is(FIELD_1):
        extensions = fields.enter(FIELD_1)
        while extensions.more():
            each = extensions.enter(SEQUENCE)
            each.element(OID)
            each.contents(OCTETS)  # a critical one has a boolean here, and none is known
            each.end()
    fields.end()
    return stamped, at, accuracy


def check_timestamp(receipt, authority):
    """What a time-stamp confirms: (origin, size, root, no later than)."""
    body, found, der = receipt.partition(b"\n\n")
    if not found or len(receipt) > 64 << 10:
        raise malformed("time-stamp receipt")
    body += b"\n"
    origin, size, root = read_checkpoint(body.decode("utf-8", "replace"))
    token = read_token(der)
    stamped, at, accuracy = token["info"]
    if stamped != sha256(body):
        raise Refused("ALTERED", "time-stamp of another text")
    signer = token["signer"]
    encoded = signer.public_bytes(serialization.Encoding.DER)
    if (digest_of(token["digest"], token["content"]) != token["message_digest"]
            or any(digest_of(digest, encoded) != due for digest, due in token["certificate"])):
        raise Refused("ALTERED", "time-stamp: a digest")
    key, algorithm = signer.public_key(), token["digest"]()
    try:
        kind = token["algorithm"]
        if kind not in ECDSA and isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            key.verify(token["signature"], token["signed"], pss if kind in PSS else padding.PKCS1v15(), algorithm)
        elif kind in ECDSA and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(token["signature"], token["signed"], ec.ECDSA(algorithm))
        else:
            raise InvalidSignature()
    except InvalidSignature:
        raise Refused("ALTERED", "time-stamp: signature")
    if not is_for_stamps(signer) or not is_under_root(signer, token["certificates"], authority, at):
        raise Refused("NOT_TRUSTED", "time-stamping authority")
    limit = authority["accuracy"]
    if limit is not None and (accuracy is None or accuracy > timedelta(milliseconds=limit)):
        raise Refused("NOT_TRUSTED", "accuracy")
    return origin, size, root, at + (accuracy or timedelta())


def is_for_stamps(signer):
    usage = extension(signer, x509.KeyUsage)
    if usage is not None and not usage.digital_signature and not usage.content_commitment:
        return False
    uses = [one for one in signer.extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
    return len(uses) == 1 and uses[0].critical and list(uses[0].value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def is_under_root(signer, certificates, authority, then):
    """Whether all of the certificates are one chain from the signer to a root, valid then, and not revoked."""
    chain, left = [signer], [one for one in certificates if one != signer]
    while left:
        issuer = next((one for one in left if one.subject == chain[-1].issuer), None)
        if issuer is None:
            return False
        chain.append(issuer)
        left.remove(issuer)
    if chain[-1] in authority["roots"] and len(chain) > 1:
        return is_chain(chain, authority, then)
    return any(is_chain(chain + [root], authority, then)
               for root in authority["roots"] if root.subject == chain[-1].issuer)


def is_chain(chain, authority, then):
    for below, certificate in enumerate(chain[:-1]):
        issuer = chain[below + 1]
        if not issued(issuer, certificate) or path_length(issuer) < below or not is_readable(certificate):
            return False
        if is_revoked(certificate, issuer, authority["lists"], then):
            return False
        # A list that bears the issuer's name, but not its signature, would revoke nothing without notice.
        if any(crl.issuer == issuer.subject and not signed_list(issuer, crl) for crl in authority["lists"]):
            return False
    return all(valid(certificate, then) for certificate in chain)


# --- receipt of a contract on an EVM chain ----------------------------------------------------------------------------


QBFT = "63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"  # the mix hash of its headers


def keccak(message):
    """Keccak-256 with the padding from before FIPS 202."""
    def rotate(lane, by):
        return (lane << by | lane >> (64 - by)) & 0xFFFFFFFFFFFFFFFF if by else lane

    padded = bytearray(message) + bytes(136 - len(message) % 136)
    padded[len(message)] ^= 1
    padded[-1] ^= 0x80
    state = [[0] * 5 for _ in range(5)]
    for block in range(0, len(padded), 136):
        for lane, value in enumerate(struct.unpack_from("<17Q", padded, block)):
            state[lane % 5][lane // 5] ^= value
        register = 1
        for _ in range(24):
            column = [a ^ b ^ c ^ d ^ e for a, b, c, d, e in state]
            state = [[lane ^ column[(x + 4) % 5] ^ rotate(column[(x + 1) % 5], 1) for lane in state[x]] for x in range(5)]
            x, y, moving = 1, 0, state[1][0]
            for step in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                moving, state[x][y] = state[x][y], rotate(moving, (step + 1) * (step + 2) // 2 % 64)
            state = [[state[x][y] ^ ~state[(x + 1) % 5][y] & state[(x + 2) % 5][y] for y in range(5)] for x in range(5)]
            for bit in range(7):
                state[0][0] ^= (register & 1) << ((1 << bit) - 1)
                register = (register << 1) ^ (0x171 if register & 0x80 else 0)
    return struct.pack("<4Q", *(state[x][0] for x in range(4)))


def read_rlp(data):
    """One item in its canonical encoding: bytes, or a list of items."""
    def item(at, limit, depth):
        if at >= limit or depth == 0:
            raise malformed("RLP: cut off, or too deep")
        first = data[at]
        if first < 0x80:
            return data[at:at + 1], at + 1
        base = 0x80 if first < 0xC0 else 0xC0
        length, begin = first - base, at + 1
        if length > 55:
            width = length - 55
            if width > 3 or begin + width > limit or data[begin] == 0:
                raise malformed("RLP: length")
            length, begin = int.from_bytes(data[begin:begin + width], "big"), begin + width
            if length <= 55:
                raise malformed("RLP: long form")
        if begin + length > limit:
            raise malformed("RLP: cut off")
        if base == 0x80:
            if length == 1 and data[begin] < 0x80:
                raise malformed("RLP: a byte with a length")
            return data[begin:begin + length], begin + length
        items, inner = [], begin
        while inner < begin + length:
            one, inner = item(inner, begin + length, depth - 1)
            items.append(one)
        return items, begin + length

    read, end = item(0, len(data), 8)
    if end != len(data):
        raise malformed("RLP: bytes behind")
    return read


def string(item, length=None):
    if isinstance(item, list) or (length is not None and len(item) != length):
        raise malformed("RLP: string")
    return item


def listed(item):
    if not isinstance(item, list):
        raise malformed("RLP: list")
    return item


def whole(item):
    if string(item)[:1] == b"\0" or len(item) > 8 or int.from_bytes(item, "big") > MAX_LONG:
        raise malformed("RLP: number")
    return int.from_bytes(item, "big")


P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def plus(one, other):
    """The sum of two points of secp256k1; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x, y), (x2, y2) = one, other
    if x == x2 and y != y2:
        return None
    slope = (3 * x * x * pow(2 * y, -1, P) if x == x2 else (y2 - y) * pow(x2 - x, -1, P)) % P
    x3 = (slope * slope - x - x2) % P
    return x3, (slope * (x - x3) - y) % P


def times(factor, point):
    result = None
    while factor:
        if factor & 1:
            result = plus(result, point)
        factor, point = factor >> 1, plus(point, point)
    return result


def sealer(digest, seal):
    """The address whose key signed, by recovery of the key (SEC 1, 4.1.6); None when it is no signature with s in the lower half."""
    r, s = int.from_bytes(seal[:32], "big"), int.from_bytes(seal[32:64], "big")
    if len(seal) != 65 or seal[64] > 1 or not 0 < r < N or not 0 < s <= N // 2:
        return None
    square = (r**3 + 7) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    inverse = pow(r, -1, N)
    e = int.from_bytes(digest, "big") * inverse % N
    key = plus(times(N - e, G), times(s * inverse % N, (r, y if y % 2 == seal[64] else P - y)))
    return key and keccak(key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big"))[12:]


def rlp(item):
    content = b"".join(map(rlp, item)) if isinstance(item, list) else item
    base = 0xC0 if isinstance(item, list) else 0x80
    if base == 0x80 and len(content) == 1 and content[0] < 0x80:
        return content
    width = (len(content).bit_length() + 7) // 8
    return (bytes([base + len(content)]) if len(content) < 56
            else bytes([base + 55 + width]) + len(content).to_bytes(width, "big")) + content


def read_seals(block):
    """A QBFT header's hash, and the addresses that sealed it: each another validator, and as many as two thirds of them."""
    extra = listed(read_rlp(string(block[12])))
    if len(extra) != 5:
        raise malformed("QBFT extra data")
    validators, seals, _ = [string(one, 20) for one in listed(extra[1])], [string(one) for one in listed(extra[4])], whole(extra[3])
    if len(set(validators)) < len(validators) or len(validators) > 100 or len(seals) > len(validators):
        raise malformed("QBFT validators")

    def digest(round_):
        return keccak(rlp(block[:12] + [rlp(extra[:3] + [round_, []])] + block[13:]))

    by = {sealer(digest(extra[3]), seal) for seal in seals}
    if len(by) < len(seals) or not by <= set(validators) or len(seals) < max(1, -(-2 * len(validators) // 3)):
        raise Refused("ALTERED", "header seals")
    return digest(b""), by


def trie_value(nodes, visited, root, key):
    """The value under a key of a Merkle-Patricia trie, or None."""
    def nibbles(data):
        return [digit for byte in data for digit in (byte >> 4, byte & 15)]

    def node(reference):
        if len(reference) != 32 or reference not in nodes:
            return None
        visited.add(reference)
        return read_rlp(nodes[reference])

    path, found = nibbles(keccak(key)), node(root)
    while found is not None:
        found = listed(found)
        if len(found) == 17:
            if not path:
                return None
            following, path = found[path[0]], path[1:]
        elif len(found) == 2:
            part = nibbles(string(found[0]))
            if len(part) < 2 or part[0] > 3:
                raise malformed("trie path")
            piece = part[1 if part[0] % 2 else 2:]
            if path[:len(piece)] != piece:
                return None
            following, path = found[1], path[len(piece):]
            if part[0] >= 2:
                return None if path else string(following)
        else:
            raise malformed("trie node")
        found = following if isinstance(following, list) else node(following)
    return None


def check_storage(receipt, chain):
    """What a contract's storage confirms: (origin, size, root, anchored at)."""
    fields = listed(read_rlp(receipt))
    if len(receipt) > 128 << 10 or len(fields) != 6 or string(fields[0]) != b"tombolo evm receipt 1":
        raise malformed("EVM receipt")
    origin, size, header = utf8(string(fields[1])), whole(fields[2]), string(fields[3])
    given, lines = [string(node) for node in listed(fields[4])], [utf8(string(line)) for line in listed(fields[5])]
    signatures = read_note("\n\n" + "".join(line + "\n" for line in lines))[1] if lines else []
    nodes = {keccak(node): node for node in given}
    block = listed(read_rlp(header))
    if len(given) > 200 or len(lines) > 100 or not 15 <= len(block) <= 40:
        raise malformed("EVM receipt")
    state, number_, _ = string(block[3], 32), whole(block[8]), whole(block[11])
    digest, sealers = read_seals(block) if string(block[13]).hex() == QBFT else (keccak(header), set())
    signed = ("tombolo evm header 1\n%d\n%d\n%s\n" % (chain["id"], number_, digest.hex())).encode()
    by = {member for member, keys in chain["headers"].items() if any(not name and raw[1:] in sealers for name, raw in keys)}
    for name, signature in signatures:
        for member, keys in chain["headers"].items():
            for key_name, raw in keys:
                if name == key_name and signature[:4] == sha256(name.encode() + b"\n" + raw)[:4]:
                    try:
                        ed25519.Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], signed)
                    except InvalidSignature:
                        raise Refused("ALTERED", "header signature")
                    by.add(member)
    if len(by) < chain["quorum"]:
        raise Refused("NOT_TRUSTED", "header signed by %d members" % len(by))
    if len(nodes) != len(given):
        raise malformed("state proof: a node twice")
    visited = set()
    account = trie_value(nodes, visited, state, chain["contract"])
    if account is None:
        raise Refused("ALTERED", "no such contract")
    account = listed(read_rlp(account))
    if len(account) != 4:
        raise malformed("account")
    if string(account[3], 32) != chain["code"]:
        raise Refused("NOT_TRUSTED", "another contract")
    place = int.from_bytes(keccak(keccak(origin.encode() + size.to_bytes(8, "big")) + bytes(32)), "big")
    words = [trie_value(nodes, visited, string(account[2], 32), ((place + i) % (1 << 256)).to_bytes(32, "big")) for i in (0, 1)]
    if None in words or len(visited) != len(nodes):
        raise Refused("ALTERED", "not what the nodes prove")
    words = [string(read_rlp(word)) for word in words]
    if not all(1 <= len(word) <= 32 for word in words):
        raise malformed("storage")
    root, facts = (word.rjust(32, b"\0") for word in words)
    if int.from_bytes(facts[:8], "big") != chain["id"]:
        raise Refused("ALTERED", "of another chain")
    return origin, size, root, datetime.fromtimestamp(int.from_bytes(facts[24:], "big"), timezone.utc)


# --- receipt of a contract on a FISCO BCOS chain ----------------------------------------------------------------------


class Curve:
    """y^2 = x^3 + ax + b, in affine coordinates: small, not fast."""

    def __init__(self, p, a, b, order, x, y):
        self.p, self.a, self.b, self.order, self.base = p, a, b, order, (x, y)

    def has(self, point):
        x, y = point
        return x < self.p and y < self.p and (y * y - x * x * x - self.a * x - self.b) % self.p == 0

    def plus(self, one, other):
        if one is None or other is None:
            return one or other
        if one[0] == other[0]:
            if (one[1] + other[1]) % self.p == 0:
                return None
            slope = (3 * one[0] * one[0] + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, self.p)
        x = (slope * slope - one[0] - other[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, factor, point):
        total = None
        for digit in bin(factor)[2:]:
            total = self.plus(total, total)
            if digit == "1":
                total = self.plus(total, point)
        return total


SECP256K1 = Curve((1 << 256) - (1 << 32) - 977, 0, 7, 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141,
                  0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798,
                  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8)
SM2 = Curve(0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff,
            0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc,
            0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93,
            0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123,
            0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7,
            0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0)


def sm3(message):
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()


def sealed(node, block, signature, national):
    curve = SM2 if national else SECP256K1
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point = int.from_bytes(node[:32], "big"), int.from_bytes(node[32:], "big")
    if not 0 < r < curve.order or not 0 < s < curve.order or not curve.has(point):
        return False
    if not national:
        inverse = pow(s, -1, curve.order)
        found = curve.plus(curve.times(int.from_bytes(block, "big") * inverse % curve.order, curve.base),
                           curve.times(r * inverse % curve.order, point))
        return 2 * s <= curve.order and found is not None and found[0] % curve.order == r
    name = b"1234567812345678"
    user = sm3(struct.pack(">H", len(name) * 8) + name
               + b"".join(value.to_bytes(32, "big") for value in (curve.a, curve.b) + curve.base) + node)
    found = curve.plus(curve.times(s, curve.base), curve.times((r + s) % curve.order, point))
    return (r + s) % curve.order != 0 and found is not None and (int.from_bytes(sm3(user + block), "big") + found[0]) % curve.order == r


def after_gas(data, at):
    """Where 1 to 20 digits end, behind which there is a byte of 0."""
    digits = re.compile(rb"[0-9]{1,20}(?=\0)").match(data, at)
    if not digits:
        raise malformed("gas")
    return digits.end()


def block_root(leaf, index, path, never, digest):
    if len(path) > 32 or index >> len(path):
        raise malformed("path")
    for sibling in path:
        if len(sibling) not in (0, 32) or (not sibling and index & 1):
            raise malformed("path")
        pair = sibling + leaf if index & 1 else leaf + sibling
        if pair[4:4 + len(never)] == never:
            raise malformed("a transaction in place of hashes")
        leaf, index = digest(pair), index >> 1
    return leaf


def read_call(transaction, chain, head):
    """What a call of the contract names: origin, size, root, and how many heads it has."""
    begin = 4 + len(chain["place"]) + 8
    entry = begin + 32 + len(chain["contract"])
    if (transaction[:4 + len(chain["place"])] != bytes(4) + chain["place"]
            or not re.fullmatch(rb"[0-9]{32}" + chain["contract"], transaction[begin:entry])
            or re.match(rb"[0-9A-Fa-f]", transaction[entry:])
            or re.search(rb"[0-9A-Fa-f]{40}", transaction[entry:])):
        raise malformed("not a call of this contract, or perhaps one of another")
    data = transaction[entry + 4:]
    if transaction[entry:entry + 4] != keccak(
            b"anchor((string,string,string,uint64,uint64,bytes32,bytes32[],bytes,bytes,bytes)[])")[:4]:
        raise malformed("another function")

    def piece(at, length):
        if at + length > len(data):
            raise malformed("cut off")
        return data[at:at + length]

    def word(at):
        value = int.from_bytes(piece(at, 32), "big")
        if value > MAX_LONG:
            raise malformed("number")
        return value

    def name(struct_at, field):
        at = struct_at + word(struct_at + 32 * field)
        return utf8(piece(at + 32, word(at)))

    heads = word(0)
    count, first = word(heads), heads + 32
    if count > 1000 or head >= count:
        raise malformed("head")
    at = first + word(first + 32 * head)
    return "/".join(name(at, field) for field in range(3)), word(at + 96), piece(at + 160, 32), count


def check_call(receipt, chain):
    """What a call of a contract, in a block that a quorum has sealed, confirms: (origin, size, root, anchored at)."""
    fields = listed(read_rlp(receipt))
    if len(receipt) > 256 << 10 or len(fields) != 9 or string(fields[0]) != b"tombolo fisco receipt 1":
        raise malformed("FISCO BCOS receipt")
    header, transaction, result, head, index = string(fields[1]), string(fields[2]), string(fields[3]), whole(fields[4]), whole(fields[5])
    path, result_path = ([string(one) for one in listed(fields[i])] for i in (6, 7))
    seals = [[string(part, 64) for part in listed(seal)] for seal in listed(fields[8])]
    if len(seals) > 1000 or any(len(seal) != 2 for seal in seals) or any(a[0] >= b[0] for a, b in zip(seals, seals[1:])):
        raise malformed("seals")
    digest = sm3 if chain["national"] else keccak
    if len(header) < 148:
        raise malformed("header")
    number_, end = int.from_bytes(header[140:148], "big", signed=True), after_gas(header, 148)
    if int.from_bytes(header[4:12], "big", signed=True) != number_ - 1 or len(header) < end + 8:
        raise malformed("header")
    count = 0
    for node, signature in seals:
        if any(node in nodes for nodes in chain["nodes"].values()):
            if not sealed(node, digest(header), signature, chain["national"]):
                raise Refused("ALTERED", "seal")
            count += 1
    total = sum(len(nodes) for nodes in chain["nodes"].values())
    if count < total - (total - 1) // 3:
        raise Refused("NOT_TRUSTED", "sealed by %d nodes" % count)
    never = chain["place"][:24]
    roots = [block_root(digest(leaf), index, way, never, digest) for leaf, way in ((transaction, path), (result, result_path))]
    if [len(one) for one in path] != [len(one) for one in result_path] or roots != [header[44:76], header[76:108]]:
        raise Refused("ALTERED", "not in the block")
    origin, size, root, heads = read_call(transaction, chain, head)
    begin = after_gas(result, 4) + 4
    if result[begin - 4:begin] != bytes(4):
        raise Refused("ALTERED", "the call failed")
    answers = result[begin:begin + 64 + 64 * heads]
    words = [int.from_bytes(answers[at:at + 32], "big") for at in range(0, len(answers), 32)]
    if (len(result) < begin + 64 + 64 * heads + 8 or words[:2] != [32, heads] or result[-8:] != number_.to_bytes(8, "big", signed=True)
            or max(words[2 + 2 * head:4 + 2 * head]) >= 1 << 64):
        raise malformed("result")
    if words[2 + 2 * head] > 1 or words[3 + 2 * head] != size:
        raise Refused("ALTERED", "answer %d" % words[2 + 2 * head])
    return origin, size, root, datetime.fromtimestamp(0, timezone.utc) + timedelta(milliseconds=int.from_bytes(header[end:end + 8], "big"))


# --- the verdict ------------------------------------------------------------------------------------------------------


SET = b'{\n  "format": "tombolo-evidence-set/'


def verify(data, policy):
    return verify_set(data, policy) if data.startswith(SET) else verify_one(data, policy)


def read_head(e):
    note = text(e["checkpoint"])
    anchors = [members(a, ["ledger", "consistency_proof", "receipt"]) for a in elements(e["anchors"], 100)]
    for anchor in anchors:
        text(anchor["ledger"])
        binary(anchor["receipt"])
        for one in elements(anchor["consistency_proof"], 128):
            binary(one, 32)
    claims = read_policy(e["trust"])
    text(e["digest"])
    return note, anchors, claims


def discloses(e, kind):
    """Whether it has the format of files that disclose fields."""
    if e["format"] not in (kind + "/1", kind + "/2"):
        raise malformed("format")
    records = [e["record"]] if "record" in e else [event["record"] for event in elements(e["events"], 100_000) if "record" in event]
    for record in records:
        if not isinstance(record, dict) or ("disclosed" in record and e["format"] == kind + "/1"):
            raise malformed("record")
    keys = [read_disclosed(record.get("disclosed")) for record in records]
    if e["format"] == kind + "/2" and not any(keys):
        raise malformed("discloses nothing")
    return keys


def read_disclosed(value):
    keys = {}
    for one in elements([] if value is None else value, 1000):
        members(one, ["field", "key"])
        if not text(one["field"]).startswith("/") or utf16(one["field"]) > 10_000 or one["field"] in keys:
            raise malformed("disclosed field")
        keys[one["field"]] = binary(one["key"], 32)
    return keys


def utf16(value):
    return len(value.encode("utf-16-be", "surrogatepass")) // 2


def check_disclosed(record, keys):
    """Each key opens the field that it is said to open."""
    if keys:
        value = record[3]
        try:
            tombolo_disclosed.opened(None if value is None or value[0] is None else value[0].decode("utf-8"), value and value[1], keys)
        except tombolo_disclosed.NotOpened as e:
            raise Refused("NOT_OPENED", str(e))


def read_record(record):
    members(record, ["offset"], RECORD)
    record = {name: record.get(name) for name in RECORD}
    return (number(record["offset"]),
            MAX_LONG * 2 + 1 if record["timestamp"] is None else number(record["timestamp"]),
            part(record["key"]), part(record["value"]),
            None if record["salt"] is None else binary(record["salt"], 16))


def check_schema(schema):
    """Any text has a hash: only a schema may stand for one."""
    try:
        tombolo_disclosed.check_avro(schema)
    except tombolo_disclosed.Undecodable as e:
        raise malformed(str(e))


def check_record(record, entry):
    offset, timestamp, key, value, salt = record
    if len(entry) != 50 or entry[0] != 1 or entry[1] > 2 or entry[2] > 127:
        raise malformed("entry")
    schemas = [p for p in (key, value) if p is not None and p[0] is not None]
    if entry[1] > 1 or (entry[1] == 1 and schemas):
        raise Refused("ALTERED", "entry form")
    if entry[18:] != commitment(key, value, salt):
        raise Refused("ALTERED", "commitment")
    for schema, _ in schemas:
        check_schema(schema.decode("utf-8"))
    if struct.unpack(">QQ", entry[2:18]) != (offset, timestamp):
        raise Refused("ALTERED", "offset or timestamp")


def open_head(note, origin, policy):
    return open_checkpoint(note, origin, [k for k in policy["keys"] if k[0] == origin.split("/")[0]])


def verify_one(data, policy):
    e = members(read_compact(data) if data.startswith(COMPACT) else read_json(data), ["format", "origin", "record", "entry", "index", "inclusion_proof", "checkpoint",
                                  "anchors", "trust", "digest"])
    keys = discloses(e, "tombolo-evidence")
    origin = text(e["origin"])
    record = read_record(e["record"])
    entry = binary(e["entry"])
    index = number(e["index"])
    path = [binary(h, 32) for h in elements(e["inclusion_proof"], 128)]
    note, anchors, claims = read_head(e)
    policy = policy or claims
    check_record(record, entry)
    size, root, log_key = open_head(note, origin, policy)
    if implied_root(sha256(b"\x00" + entry), index, path, size) != root:
        raise Refused("ALTERED", "inclusion proof")
    return level(data, e, anchors, origin, size, root, log_key, policy, zip([record], keys))


def verify_set(data, policy):
    e = members(read_json(data), ["format", "origin", "events", "proof", "checkpoint", "anchors", "trust", "digest"])
    keys = discloses(e, "tombolo-evidence-set")
    origin = text(e["origin"])
    events = []
    for event in elements(e["events"], 100_000):
        members(event, ["index", "entry", "record"])
        events.append((number(event["index"]), binary(event["entry"]), read_record(event["record"])))
    proof = [binary(h, 32) for h in elements(e["proof"], 2_000_000)]
    note, anchors, claims = read_head(e)
    policy = policy or claims
    if not events:
        raise malformed("no events")
    last = -1
    for index, entry, record in events:
        check_record(record, entry)
        if record[0] <= last:
            raise Refused("ALTERED", "order")
        last = record[0]
    size, root, log_key = open_head(note, origin, policy)
    indices = [index for index, _, _ in events]
    if indices != sorted(set(indices)) or indices[-1] >= size:
        raise Refused("ALTERED", "indices")
    given = iter(proof)
    leaves = {index: sha256(b"\x00" + entry) for index, entry, _ in events}
    if tree_root(indices, leaves, given, 0, size) != root or next(given, None) is not None:
        raise Refused("ALTERED", "inclusion proof")
    return level(data, e, anchors, origin, size, root, log_key, policy, zip([record for _, _, record in events], keys))


def tree_root(indices, leaves, given, begin, end):
    """The root over [begin, end): a given hash where no event is (RFC 9162, section 2.1.1); None when hashes are missing."""
    if not indices:
        return next(given, None)
    if end - begin == 1:
        return leaves[begin]
    middle = begin + (1 << (end - begin - 1).bit_length() - 1)
    left = tree_root([i for i in indices if i < middle], leaves, given, begin, middle)
    right = left and tree_root([i for i in indices if i >= middle], leaves, given, middle, end)
    return right and node(left, right)


def level(data, e, anchors, origin, size, root, log_key, policy, disclosed):
    ledgers = set()
    for anchor in anchors:
        ledger = policy["ledgers"].get(text(anchor["ledger"]))
        if ledger is not None:
            growth = [binary(h, 32) for h in elements(anchor["consistency_proof"], 128)]
            if check_anchor(anchor, ledger, growth, origin, size, root, log_key, policy):
                ledgers.add(consortium(anchor["ledger"], policy["ledgers"]))
    if anchors and not ledgers:
        raise Refused("NOT_TRUSTED", "no anchor counts")
    if not ledgers and all(key[3] is not None for key in log_key):
        raise Refused("NOT_TRUSTED", "a key with an end of validity needs an anchor")

    for record, keys in disclosed:
        check_disclosed(record, keys)
    rest = spelt(e)
    due = write_compact(rest) if data.startswith(COMPACT) else write_json(dict(rest, digest=sha256(write_json(rest)).hex()))
    if data != due:
        raise Refused("ALTERED", "not what its content is written as")
    if not ledgers:
        return "SEALED"
    crossed = is_met(policy["group"], ledgers) if policy["group"] else len(ledgers) >= policy["cross"]
    return "CROSS_ANCHORED" if crossed else "ANCHORED"


def independent(one, other):
    """Whether a second ledger's word adds to the first one's."""
    def held(voucher):
        if "headers" in voucher:
            return {raw[1:] for keys in voucher["headers"].values() for _, raw in keys}
        if "nodes" in voucher:
            return {node for nodes in voucher["nodes"].values() for node in nodes}
        return ({raw[1:] for raw in voucher["witness"]} if "witness" in voucher
                else {key_of(a) for a in voucher["roots"]})

    def runs(voucher, chain):
        if "nodes" in chain:
            total = sum(len(nodes) for nodes in chain["nodes"].values())
            return len(chain["nodes"].get(voucher["operator"], [])) >= total - (total - 1) // 3
        return "headers" in chain and chain["quorum"] == 1 and voucher["operator"] in chain["headers"]

    if "members" not in one and "members" not in other:
        operated = one["operator"] is not None and one["operator"] == other["operator"]
        same = any(what in one and what in other and one[what] == other[what] for what in ("id", "chain"))
        return not operated and not same and not runs(one, other) and not runs(other, one) and not held(one) & held(other)
    if "members" not in one or "members" not in other:
        voucher, ledger = (one, other) if "members" in other else (other, one)
        speaking = {name for name, m in ledger["members"].items()
                    if any(key_of(a) in held(voucher) for a in m["roots"] + m["intermediates"])}
        return len(speaking | ({voucher["operator"]} & set(ledger["members"]))) < ledger["quorum"]

    def keys(ledger):
        return {name: {key_of(a) for a in m["roots"] + m["intermediates"]}
                for name, m in ledger["members"].items()}

    ours, theirs = keys(one), keys(other)
    shared = set().union(*ours.values()) & set().union(*theirs.values())
    same = one["channel"] == other["channel"] and one["chaincode"] == other["chaincode"]
    if same and (shared or set(ours) & set(theirs)):
        return False
    return (sum(bool(own & shared) for own in ours.values()) < one["quorum"]
            and sum(bool(own & shared) for own in theirs.values()) < other["quorum"])


def consortium(name, ledgers):
    """One name for all ledgers that count as one."""
    one = [name]
    for known in one:
        one += [other for other in ledgers if other not in one and not independent(ledgers[other], ledgers[known])]
    return min(one)


# --- the compact form: deterministic CBOR (RFC 8949, section 4.2.1) -----------------------------------------------------

COMPACT = b"\xd9\xd9\xf7"
NUMBER, BYTES, TEXT, ARRAY, MAP = 0, 2, 3, 4, 5
FALSE, TRUE, NULL = 0xF4, 0xF5, 0xF6


def b64(data):
    return base64.b64encode(data).decode()


class Cbor:
    """Reads values one after the other, each in its only form."""

    def __init__(self, data, at):
        self.data, self.at, self.values = data, at, 0

    def type(self):
        if self.at == len(self.data):
            raise malformed("the file ends")
        return self.data[self.at] >> 5

    def head(self, major):
        if self.type() != major:
            raise malformed("byte %d: must be of type %d" % (self.at, major))
        low = self.data[self.at] & 31
        self.at += 1
        if low < 24:
            return low
        length = 1 << low - 24
        given = self.data[self.at:self.at + length]
        if low > 27 or len(given) < length:
            raise malformed("a length")
        self.at += length
        value = int.from_bytes(given, "big")
        if value > MAX_LONG or value < (24 if length == 1 else 1 << 4 * length):
            raise malformed("a number that is not in its shortest form")
        return value

    def number(self):
        return self.head(NUMBER)

    def take(self, major):
        length = self.head(major)
        self.at += length
        if self.at > len(self.data):
            raise malformed("%d bytes announced" % length)
        return self.data[self.at - length:self.at]

    def bytes(self):
        return self.take(BYTES)

    def text(self):
        try:
            return self.take(TEXT).decode("utf-8")
        except UnicodeDecodeError:
            raise malformed("no UTF-8")

    def array(self, limit):
        size = self.head(ARRAY)
        if size > limit:
            raise malformed("%d elements" % size)
        return range(size)

    def of(self, size):
        if self.head(ARRAY) != size:
            raise malformed("must be a list of %d" % size)

    def null(self):
        there = self.at < len(self.data) and self.data[self.at] == NULL
        self.at += there
        return there

    def hashes(self):
        whole = self.bytes()
        if len(whole) % 32 or len(whole) > 128 * 32:
            raise malformed("hashes")
        return [b64(whole[at:at + 32]) for at in range(0, len(whole), 32)]

    def json(self, depth=12):
        self.values += 1
        if depth == 0 or self.values > 100_000:
            raise malformed("nested too deep, or too many values")
        major = self.type()
        if major == NUMBER:
            return self.number()
        if major == BYTES:
            return b64(self.bytes())
        if major == TEXT:
            return self.text()
        if major == ARRAY:
            return [self.json(depth - 1) for _ in self.array(100_000)]
        if major == MAP:
            found, before = {}, b""
            for _ in range(self.head(MAP)):
                start = self.at
                name = self.text()
                if before >= self.data[start:self.at]:
                    raise malformed("keys that do not ascend")
                before = self.data[start:self.at]
                found[name] = self.json(depth - 1)
            return found
        if self.data[self.at] not in (TRUE, FALSE):
            raise malformed("a value that has no place here")
        self.at += 1
        return self.data[self.at - 1] == TRUE


def made_entry(form, record):
    """The entry of a record, whose parts are as in JSON."""
    offset, timestamp, key, value, salt = read_record(record)
    raw = form == 1
    parts = [p if p is None or not raw else (None, p[1]) for p in (key, value)]
    return bytes([1, form]) + struct.pack(">QQ", offset, timestamp) + commitment(parts[0], parts[1], salt)


def made_note(body, name, kind, key, signature):
    key_id = sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + key)[:4]
    return "%s\n\u2014 %s %s\n" % (body, name, b64(key_id + signature))


def made_checkpoint(e, size, signature):
    """The owner's note, by the newest of its keys that the file names; None if the path does not fit."""
    leaf, path = sha256(b"\x00" + binary(e["entry"])), [binary(one) for one in e["inclusion_proof"]]
    root = implied_root(leaf, e["index"], path, size)
    keys = [key for key in e["trust"]["log_keys"] if key["organisation"] == e["origin"].split("/")[0]]
    if root is None or not keys:
        return None
    body = "%s\n%d\n%s\n" % (e["origin"], size, b64(root))
    return made_note(body, e["origin"], 1, binary(keys[-1]["key"], 33)[1:], signature)


def made_receipt(e, ledger, seconds, signature):
    """A witness's cosignature of the checkpoint; None if the file names no such witness."""
    witness = next((one for one in e["trust"]["ledgers"] if one.get("name") == ledger), {})
    if not ledger.startswith("witness:") or not witness.get("keys"):
        return None
    key = binary(witness["keys"][-1].split("+", 2)[2], 33)[1:]
    body = read_note(e["checkpoint"])[0]
    return made_note(body, ledger[len("witness:"):], 4, key, struct.pack(">Q", seconds) + signature).encode("utf-8")


def read_compact(data):
    """The file as its JSON would be read; its digest follows from the rest."""
    if len(data) > MAX_BYTES:
        raise malformed("too large")
    c = Cbor(data, len(COMPACT))
    c.of(13)
    version = c.number()
    if version not in (1, 2):
        raise malformed("version")
    e = {"format": "tombolo-evidence/%d" % version, "origin": c.text()}

    def optional(read):
        return None if c.null() else read()

    def part():
        if c.null():
            return None
        c.of(2)
        schema = optional(c.text)
        return dict({} if schema is None else {"schema": schema}, bytes=b64(c.bytes()))

    c.of(4 + version)
    e["record"] = {"offset": c.number(), "timestamp": optional(c.number), "key": part(), "value": part()}
    e["record"]["salt"] = optional(lambda: b64(c.bytes()))
    if version == 2:
        e["record"]["disclosed"] = [(c.of(2), {"field": c.text(), "key": b64(c.bytes())})[1] for _ in c.array(1000)]
    if c.type() == BYTES:
        e["entry"] = b64(c.bytes())
    else:
        form = c.number()
        if form > 2:
            raise malformed("form")
        e["entry"] = b64(made_entry(form, e["record"]))
    e["index"], e["inclusion_proof"], sealed = c.number(), c.hashes(), None
    if c.type() == TEXT:
        e["checkpoint"] = c.text()
    else:
        c.of(2)
        sealed = (c.number(), c.bytes())
    anchors = []
    for _ in c.array(100):
        c.of(3)
        ledger = c.text() if c.type() == TEXT else c.number()
        anchors.append((ledger, c.number(), c.bytes()) if c.type() == NUMBER else (ledger, c.hashes(), c.bytes()))
    e["trust"] = read_claims(c, e["origin"])
    c.bytes()
    if c.at != len(data):
        raise malformed("bytes behind the last value")
    if sealed:
        e["checkpoint"] = made_checkpoint(e, *sealed)
        if e["checkpoint"] is None:
            raise malformed("checkpoint")
    e["anchors"] = []
    for ledger, what, last in anchors:
        if isinstance(ledger, int):
            ledger = e["trust"]["ledgers"][ledger]["name"]
        receipt = made_receipt(e, ledger, what, last) if isinstance(what, int) else last
        if receipt is None:
            raise malformed("a cosignature without a witness")
        e["anchors"].append({"ledger": ledger, "consistency_proof": [] if isinstance(what, int) else what, "receipt": b64(receipt)})
    return dict(e, digest="")


def read_claims(c, origin):
    claims = {"format": "tombolo-policy/2", "log_keys": [], "ledgers": []}
    for _ in c.array(10_000):
        if c.type() == BYTES:
            claims["log_keys"].append({"organisation": origin.split("/")[0], "key": b64(b"\x01" + c.bytes())})
            continue
        c.of(4)
        key = {"organisation": c.text(), "key": b64(c.bytes())}
        key.update({name: c.text() for name in ("from", "until") if not c.null()})
        claims["log_keys"].append(key)
    for _ in c.array(100):
        if c.type() != ARRAY:
            claims["ledgers"].append(c.json())
            continue
        c.of(2)
        name, key = c.text(), b"\x04" + c.bytes()
        key_id = sha256(name.encode("utf-8") + b"\n" + key)[:4].hex()
        claims["ledgers"].append({"name": "witness:" + name, "keys": ["%s+%s+%s" % (name, key_id, b64(key))]})
    if c.type() == NUMBER:
        claims["cross_anchored_ledgers"] = c.number()
    else:
        claims["cross_anchored"] = c.json()
    if not c.null():
        claims["oldest_anchor"] = c.text()
    read_policy(claims)
    if "cross_anchored" not in claims and all("members" in one and "retired" not in one for one in claims["ledgers"]):
        claims["format"] = "tombolo-policy/1"
    return claims


def cbor(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    power = next(p for p in range(4) if value < 1 << (8 << p))
    return bytes([major << 5 | 24 + power]) + value.to_bytes(1 << power, "big")


def cbor_of(value):
    """A value of JSON; bytes, and texts that are canonical base64 of 24 characters or more, as bytes."""
    if value is None or isinstance(value, bool):
        return bytes([NULL if value is None else TRUE if value else FALSE])
    if isinstance(value, int):
        return cbor(NUMBER, value)
    if isinstance(value, bytes):
        return cbor(BYTES, len(value)) + value
    if isinstance(value, str):
        try:
            return cbor_of(binary(value if len(value) >= 24 else "-"))
        except Refused:
            return cbor_text(value)
    if isinstance(value, list):
        return cbor(ARRAY, len(value)) + b"".join(cbor_of(one) for one in value)
    return cbor(MAP, len(value)) + b"".join(k + v for k, v in sorted((cbor_text(k), cbor_of(v)) for k, v in value.items()))


def cbor_text(value):
    return cbor(TEXT, len(value.encode("utf-8"))) + value.encode("utf-8")


def optional_text(value):
    return bytes([NULL]) if value is None else cbor_text(value)


def write_compact(e):
    """The file's bytes for content in JSON: each part in its shortest form if that leads back to it."""
    def part(value):
        return bytes([NULL]) if value is None else cbor(ARRAY, 2) + optional_text(value.get("schema")) + cbor_of(binary(value["bytes"]))

    def joined(list_of):
        return cbor_of(b"".join(binary(one) for one in list_of))

    record, entry, trust = e["record"], binary(e["entry"]), e["trust"]
    follows = len(entry) > 1 and entry[1] <= 2 and made_entry(entry[1], record) == entry
    out = COMPACT + cbor(ARRAY, 13) + cbor(NUMBER, 2 if record.get("disclosed") else 1) + cbor_text(e["origin"])
    out += cbor(ARRAY, 6 if record.get("disclosed") else 5)
    out += cbor_of(record["offset"]) + cbor_of(record["timestamp"]) + part(record["key"]) + part(record["value"])
    out += cbor_of(record["salt"] and binary(record["salt"]))
    if record.get("disclosed"):
        out += cbor(ARRAY, len(record["disclosed"]))
        out += b"".join(cbor(ARRAY, 2) + cbor_text(one["field"]) + cbor_of(binary(one["key"])) for one in record["disclosed"])
    out += cbor_of(entry[1] if follows else entry)
    out += cbor_of(e["index"]) + joined(e["inclusion_proof"])
    body, signatures = read_note(e["checkpoint"])
    size = int((body.split("\n") + [""])[1]) if re.fullmatch(r"0|[1-9][0-9]{0,18}", (body.split("\n") + [""])[1]) else 0
    kept = signatures[0][1][4:]
    if len(kept) == 64 and made_checkpoint(e, size, kept) == e["checkpoint"]:
        out += cbor(ARRAY, 2) + cbor(NUMBER, size) + cbor_of(kept)
    else:
        out += cbor_text(e["checkpoint"])
    names = [ledger["name"] for ledger in trust["ledgers"]]
    out += cbor(ARRAY, len(e["anchors"]))
    for anchor in e["anchors"]:
        ledger, receipt = anchor["ledger"], binary(anchor["receipt"])
        out += cbor(ARRAY, 3) + (cbor(NUMBER, names.index(ledger)) if ledger in names else cbor_text(ledger))
        cosigned = None if anchor["consistency_proof"] else kept_of_receipt(e, ledger, receipt)
        out += cbor_of(cosigned[0]) + cbor_of(cosigned[1]) if cosigned else joined(anchor["consistency_proof"]) + cbor_of(receipt)
    out += cbor(ARRAY, len(trust["log_keys"]))
    for key in trust["log_keys"]:
        if key["organisation"] == e["origin"].split("/")[0] and set(key) == {"organisation", "key"}:
            out += cbor_of(binary(key["key"])[1:])
        else:
            out += cbor(ARRAY, 4) + cbor_text(key["organisation"]) + cbor_of(binary(key["key"]))
            out += optional_text(key.get("from")) + optional_text(key.get("until"))
    out += cbor(ARRAY, len(trust["ledgers"]))
    for ledger in trust["ledgers"]:
        if set(ledger) == {"name", "keys"} and len(ledger["keys"]) == 1:
            name, _, key = ledger["keys"][0].split("+", 2)
            out += cbor(ARRAY, 2) + cbor_text(name) + cbor_of(binary(key)[1:])
        else:
            out += cbor_of(ledger)
    out += cbor_of(trust.get("cross_anchored") or trust["cross_anchored_ledgers"]) + optional_text(trust.get("oldest_anchor"))
    return out + cbor_of(sha256(out)[:8])


def kept_of_receipt(e, ledger, receipt):
    """Time and signature of a witness's receipt about the checkpoint itself, if these are all that is to be kept of it."""
    try:
        timed = read_note(receipt.decode("utf-8"))[1][0][1][4:]
    except (Refused, ValueError):
        return None
    if len(timed) != 72 or timed[0] & 128:
        return None
    kept = int.from_bytes(timed[:8], "big"), timed[8:]
    return kept if made_receipt(e, ledger, *kept) == receipt else None


# Members in the order in which they are written. What stands for nothing in a policy or a part is left out; in a record it is null.
ORDER = ["format", "origin", "events", "record", "proof", "entry", "index", "inclusion_proof", "checkpoint", "anchors", "trust"]
EVENT = ["index", "entry", "record"]
RECORD = ["offset", "timestamp", "key", "value", "salt", "disclosed"]
DISCLOSED = ["field", "key"]
PART = ["schema", "bytes"]
ANCHOR = ["ledger", "consistency_proof", "receipt"]
POLICY = ["format", "log_keys", "ledgers", "cross_anchored", "cross_anchored_ledgers", "oldest_anchor"]
LOG_KEY = ["organisation", "key", "from", "until"]
LEDGER = ["name", "channel", "chaincode", "quorum", "members", "retired"]
WITNESS = ["name", "keys", "operator", "retired"]
CHAIN = ["name", "code", "cryptography", "quorum", "members", "operator", "retired"]
HEADER_MEMBER = ["member", "keys"]
AUTHORITY = ["name", "roots", "revocations", "accuracy_ms", "operator", "retired"]
GROUP = ["threshold", "ledgers", "groups"]
MEMBER = ["member", "certificates", "intermediates", "revocations", "node_ous"]
OPTIONAL = {"schema", "from", "until", "oldest_anchor", "intermediates", "revocations", "node_ous", "operator", "cross_anchored",
            "accuracy_ms", "retired"}


def in_order(value, names):
    if value is None:
        return None
    return {name: value[name] for name in names if name in value and (name not in OPTIONAL or value[name] not in (None, [], False))}


def spelt(e):
    """The content of a file that was read, as it is written, without its digest."""
    def record(value):
        whole = {name: value.get(name) for name in RECORD if name != "disclosed"}
        if value.get("disclosed"):
            whole["disclosed"] = [in_order(one, DISCLOSED) for one in value["disclosed"]]
        return dict(whole, key=in_order(whole["key"], PART), value=in_order(whole["value"], PART))

    def group(value):
        return dict(in_order(value, GROUP), groups=[group(one) for one in value["groups"]])

    def ledger_of(ledger):
        if "keys" in ledger:
            return in_order(ledger, WITNESS)
        if "code" in ledger or "cryptography" in ledger:
            return dict(in_order(ledger, CHAIN), members=[
                in_order(member, HEADER_MEMBER)
                for member in sorted(ledger["members"], key=lambda m: m["member"].encode("utf-16-be", "surrogatepass"))])
        if "roots" in ledger:
            return in_order(ledger, AUTHORITY)
        return dict(in_order(ledger, LEDGER), members=[
            in_order(member, MEMBER) for member in sorted(ledger["members"], key=lambda m: m["member"].encode("utf-16-be", "surrogatepass"))])

    def policy(value):
        keys = [in_order(key, LOG_KEY) for key in value["log_keys"]]
        for key in keys:
            key.update({name: instant(key[name]) for name in ("from", "until") if name in key})
        ledgers = [ledger_of(ledger) for ledger in value["ledgers"]]
        for ledger in ledgers:
            ledger.update({name: instant(ledger[name]) for name in ("retired",) if name in ledger})
        written = dict(in_order(value, POLICY), log_keys=keys, ledgers=ledgers)
        needs_second = "cross_anchored" in written or any("retired" in one or "channel" not in one for one in ledgers)
        written["format"] = "tombolo-policy/2" if needs_second else "tombolo-policy/1"
        if "cross_anchored_ledgers" in written:
            written["cross_anchored_ledgers"] = min(written["cross_anchored_ledgers"], (1 << 31) - 1)
        if written.get("cross_anchored"):
            written["cross_anchored"] = group(written["cross_anchored"])
        written.update({name: instant(written[name]) for name in ("oldest_anchor",) if name in written})
        return written

    written = in_order(e, ORDER)
    if "record" in e:
        written["record"] = record(e["record"])
    if "events" in e:
        written["events"] = [dict(in_order(event, EVENT), record=record(event["record"])) for event in e["events"]]
    written["anchors"] = [in_order(anchor, ANCHOR) for anchor in e["anchors"]]
    written["trust"] = policy(e["trust"])
    return written


def instant(value):
    """A time in its one spelling: seconds always, fractions in threes of digits and no three zeros at the end."""
    seconds, _, fraction = value[:-1].partition(".")
    fraction = (fraction + "0" * 9)[:9]
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    return seconds + ("." + fraction if fraction else "") + "Z"


def check_anchor(anchor, ledger, growth, origin, size, root, log_key, policy):
    """Whether it counts: false for one that the policy gives no weight. One that is not what it is said to be refuses the file."""
    kind = anchor["ledger"].split(":")[0]
    if kind != ("witness" if "witness" in ledger else "rfc3161" if "roots" in ledger else "evm" if "headers" in ledger
                else "fisco" if "nodes" in ledger else "fabric"):
        return False
    read = {"witness": check_cosignature, "rfc3161": check_timestamp, "evm": check_storage, "fisco": check_call, "fabric": check_receipt}[kind]
    of, anchored_size, anchored_root, at = read(binary(anchor["receipt"]), ledger)
    if of != origin:
        raise Refused("ALTERED", "receipt about " + of)
    if anchored_size == size and anchored_root != root:
        raise Refused("FORKED", "two roots for size %d" % size)
    if not check_growth(growth, size, root, anchored_size, anchored_root):
        raise Refused("ALTERED", "consistency proof")
    if not any((not key[2] or at >= key[2]) and (not key[3] or at < key[3]) for key in log_key):
        return False
    retired = policy["retired"].get(anchor["ledger"])
    return (not policy["oldest"] or at >= policy["oldest"]) and (not retired or at < retired)


def judge(file, policy_file):
    with open(file, "rb") as source:
        data = source.read()
    trust = "SELF_ASSERTED" if policy_file is None else "POLICY"
    policy = None
    if policy_file is not None:
        with open(policy_file, "rb") as source:
            policy = read_policy(read_json(source.read()))
    try:
        return {"verdict": verify(data, policy), "trust": trust, "detail": ""}
    except Refused as refused:
        return {"verdict": refused.verdict, "trust": trust, "detail": str(refused)}
    except Exception as e:  # whatever hostile bytes do to the libraries below, the answer is a verdict
        return {"verdict": "MALFORMED", "trust": trust, "detail": "%s: %s" % (type(e).__name__, e)}


def cases(folder):
    with open(os.path.join(folder, "cases.json"), encoding="utf-8") as source:
        return json.load(source)["cases"]


def answer_of(judged):
    """The name of what a step came to, whatever hostile bytes do to the libraries below."""
    try:
        return judged()
    except Refused as refused:
        return refused.verdict
    except Exception:
        return "MALFORMED"


def receipt_case(path):
    with open(path, encoding="utf-8") as source:
        case = json.load(source)
    ledger = next(iter(read_policy(case["policy"])["ledgers"].values()))
    check_receipt(base64.b64decode(case["receipt"]), ledger)
    return "VOUCHED"


def recorded_case(block):
    """A published block: its hash, its seals, and what leads to its roots."""
    national = block["cryptography"] == "national"
    digest = sm3 if national else keccak
    header = bytes.fromhex(block["header"])
    seals = [sealed(bytes.fromhex(seal["node"]), digest(header), bytes.fromhex(seal["signature"]), national) for seal in block["seals"]]
    nodes = len(block["nodes"])
    roots = [block_root(digest(bytes.fromhex(block[leaf])), block[index], [bytes.fromhex(one) for one in block[leaf + "_path"]],
                       b"chain0group0", digest) == header[at:at + 32]
             for leaf, index, at in (("transaction", "index", 44), ("result", "result_index", 76)) if leaf in block]
    return (digest(header).hex() == block["hash"] and all(seals) and len(seals) >= nodes - (nodes - 1) // 3 and all(roots)
            and int.from_bytes(header[140:148], "big") == block["number"]
            and int.from_bytes(header[after_gas(header, 148):][:8], "big") == block["time"])


def policy_case(path):
    with open(path, "rb") as source:
        read_policy(read_json(source.read()))
    return True


def hold_against_cases():
    answers = []
    for case in cases(HERE):
        policy = case["policy"] and os.path.join(HERE, case["policy"])
        answers.append((case["file"], judge(os.path.join(HERE, case["file"]), policy)["verdict"], case["verdict"]))
    folder = os.path.join(HERE, "..", "disclosed")
    for case in cases(folder):
        policy = case["policy"] and os.path.join(folder, case["policy"])
        answers.append(("disclosed/" + case["file"], judge(os.path.join(folder, case["file"]), policy)["verdict"], case["verdict"]))
    folder = os.path.join(HERE, "..", "receipts")
    for case in cases(folder):
        file = os.path.join(folder, case["file"])
        answers.append(("receipts/" + case["file"], answer_of(lambda: receipt_case(file)), case["verdict"]))
    folder = os.path.join(HERE, "..", "policies")
    for case in cases(folder):
        file = os.path.join(folder, case["file"])
        answers.append(("policies/" + case["file"], answer_of(lambda: policy_case(file)) is True, case["readable"]))
    return report(answers)


def hold_against_blocks(path):
    with open(path, encoding="utf-8") as source:
        blocks = json.load(source)["blocks"]
    return report([("block %d" % block["number"], answer_of(lambda: recorded_case(block)) is True, True) for block in blocks])


def judge_list(path):
    """Verdicts of many files, to be compared with those of another verifier."""
    with open(path, encoding="utf-8") as source:
        for line in source:
            file, policy = line.rstrip("\n").split("\t")
            try:
                judged = judge(file, policy or None)
            except Refused as refused:
                judged = {"verdict": "NO_POLICY", "detail": str(refused)}
            print("%s\t%s" % (judged["verdict"], json.dumps(judged["detail"])))
    return 0


def report(answers):
    wrong = [one for one in answers if one[1] != one[2]]
    for file, found, due in wrong:
        print("%s: %s, must be %s" % (file, found, due))
    print("%d cases, %d differ" % (len(answers), len(wrong)))
    return 1 if wrong else 0


def main(arguments):
    if arguments == ["--cases"]:
        return hold_against_cases()
    if len(arguments) == 2 and arguments[0] == "--list":
        return judge_list(arguments[1])
    if len(arguments) == 2 and arguments[0] == "--fisco-blocks":
        return hold_against_blocks(arguments[1])
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    answer = judge(arguments[0], arguments[1] if len(arguments) == 2 else None)
    print(json.dumps(answer))
    return 0 if answer["verdict"] in ("SEALED", "ANCHORED", "CROSS_ANCHORED") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

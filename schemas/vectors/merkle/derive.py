#!/usr/bin/env python3
"""Derives the vectors beside this file from the definitions in RFC 9162 (section 2.1) and the C2SP specifications.

It shares no code with the Java modules that read them. Needs the `cryptography` package for Ed25519, which is deterministic, so a
second run gives the same files. All integers are decimal strings, hashes are hex, text is JSON text, other bytes are hex.
"""
import base64
import hashlib
import json
import pathlib
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(entry):
    return sha(b"\x00", entry)


def node(left, right):
    return sha(b"\x01", left, right)


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return sha()
    if len(d) == 1:
        return leaf(d[0])
    k = split(len(d))
    return node(mth(d[:k]), mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], whole) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


def consistency(m, d):
    return [] if m in (0, len(d)) else subproof(m, d, True)


def cover(begin, end):
    """The complete subtrees, each as large as its place and the end allow."""
    while begin < end:
        size = begin & -begin if begin else 1 << (end - begin).bit_length()
        while size > end - begin:
            size //= 2
        yield begin, begin + size
        begin += size


def window(begin, end, d):
    left = [mth(d[a:b]) for a, b in cover(0, begin)]
    right, at = [], end
    while (at & -at) <= len(d) - at:
        right.append(mth(d[at:at + (at & -at)]))
        at += at & -at
    return left, right + ([mth(d[at:])] if at < len(d) else [])


def b64(data):
    return base64.b64encode(data).decode()


class Key:
    def __init__(self, name, seed, kind=1):
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = sha(name.encode(), b"\n", bytes([kind]), self.public)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(bytes([kind]) + self.public)}"

    def line(self, text, time=1700000000):
        if self.kind == 1:
            signature = self.private.sign(text.encode())
        else:
            message = f"cosignature/v1\ntime {time}\n{text}"
            signature = struct.pack(">Q", time) + self.private.sign(message.encode())
        return f"\u2014 {self.name} {b64(self.id + signature)}\n"


def note(text, *keys):
    return text + "\n" + "".join(key.line(text) for key in keys)


def write(name, about, cases):
    document = {"about": about, "cases": cases}
    (HERE / name).write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n")


def hexes(hashes):
    return [h.hex() for h in hashes]


LOG = "log.example/flights/0"
OTHER = "log.example/weather/0"
SEED = bytes(range(32))
log, log2 = Key(LOG, SEED), Key(LOG, bytes(range(1, 33)))
stranger = Key(OTHER, bytes(range(2, 34)))
witness = Key("witness.example/w1", bytes(range(3, 35)), kind=4)
MAX = 2**63 - 1


def entries(n):
    return [b"entry %d" % i for i in range(n)]


CT = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]


def roots():
    cases = [{"name": f"certificate transparency's leaves, size {n}", "entries": hexes(CT[:n]), "root": mth(CT[:n]).hex()}
             for n in range(len(CT) + 1)]
    for n in (9, 31, 32, 33, 100, 130):
        cases.append({"name": f"\"entry i\", size {n}", "entries": hexes(entries(n)), "root": mth(entries(n)).hex()})
    write("roots.json", "Root hashes of whole trees: RFC 9162, section 2.1.1.", cases)


def inclusion():
    cases = []

    def case(name, index, size, leaf_hash, hashes, root, expected):
        cases.append({"name": name, "index": str(index), "size": str(size), "leaf": leaf_hash.hex(), "path": hexes(hashes),
                      "root": root.hex(), "expected": expected})

    for n in (1, 2, 3, 5, 7, 8, 33, 100):
        d = entries(n)
        for i in sorted({0, n // 2, n - 1}):
            case(f"leaf {i} of {n}", i, n, leaf(d[i]), path(i, d), mth(d), "HOLDS")
    for i, n in ((0, 8), (5, 8), (2, 3), (1, 5)):
        case(f"certificate transparency's leaf {i} of {n}", i, n, leaf(CT[i]), path(i, CT[:n]), mth(CT[:n]), "HOLDS")
    d = entries(7)
    p, r, l = path(3, d), mth(d), leaf(d[3])
    flip = bytes([p[1][0] ^ 1]) + p[1][1:]
    case("another leaf", 3, 7, leaf(d[4]), p, r, "ROOT")
    case("moved to the next index", 4, 7, l, p, r, "ROOT")
    case("moved to a smaller tree", 3, 4, l, p, r, "LENGTH")
    case("index is the size", 7, 7, l, p, r, "INDEX_WITHIN_SIZE")
    case("index above the size", 70, 7, l, p, r, "INDEX_WITHIN_SIZE")
    case("index 2^63", 2**63, 7, l, p, r, "INDEX_WITHIN_SIZE")
    case("index 2^64-1", 2**64 - 1, 7, l, p, r, "INDEX_WITHIN_SIZE")
    case("empty tree", 0, 0, l, [], sha(), "INDEX_WITHIN_SIZE")
    case("one hash short", 3, 7, l, p[:-1], r, "LENGTH")
    case("one hash too many", 3, 7, l, p + [r], r, "LENGTH")
    case("no hash at all, the root as leaf", 3, 7, r, [], r, "LENGTH")
    case("hashes in reverse", 3, 7, l, p[::-1], r, "ROOT")
    case("one bit of a hash", 3, 7, l, [p[0], flip, p[2]], r, "ROOT")
    case("an inner node passed off as a leaf, the tree cut to match", 1, 4, node(leaf(d[2]), leaf(d[3])),
         [mth(d[:2]), mth(d[4:])], r, "HOLDS")
    case("an inner node passed off as a leaf of the signed size", 1, 7, node(leaf(d[2]), leaf(d[3])),
         [mth(d[:2]), mth(d[4:])], r, "LENGTH")
    write("inclusion.json", "Inclusion proofs: RFC 9162, section 2.1.3. `expected` is HOLDS or the check that fails. One case holds "
          "though its size is not the signed one: a verifier must take the size from the signed checkpoint, never from the proof.",
          cases)


def consistencies():
    cases = []

    def case(name, old, old_root, new, new_root, hashes, expected):
        cases.append({"name": name, "old_size": str(old), "old_root": old_root.hex(), "size": str(new), "root": new_root.hex(),
                      "path": hexes(hashes), "expected": expected})

    for m, n in ((0, 0), (0, 5), (1, 1), (1, 2), (1, 8), (2, 8), (3, 7), (4, 7), (6, 7), (6, 8), (7, 7), (8, 100), (65, 100), (99, 100)):
        d = entries(n)
        case(f"{m} to {n}", m, mth(d[:m]), n, mth(d), consistency(m, d), "HOLDS")
    for m, n in ((1, 8), (6, 8), (2, 5)):
        case(f"certificate transparency's {m} to {n}", m, mth(CT[:m]), n, mth(CT[:n]), consistency(m, CT[:n]), "HOLDS")
    d = entries(7)
    p, old, new = consistency(3, d), mth(d[:3]), mth(d)
    case("backwards", 7, new, 3, old, p, "OLD_SIZE_WITHIN_NEW")
    case("no hashes", 3, old, 7, new, [], "LENGTH")
    case("one hash short", 3, old, 7, new, p[:-1], "LENGTH")
    case("one hash too many", 3, old, 7, new, p + [old], "LENGTH")
    case("another old root", 3, mth(entries(4)[1:]), 7, new, p, "OLD_ROOT")
    case("another new root", 3, old, 7, old, p, "ROOT")
    case("rewritten history", 3, old, 7, mth([b"rewritten"] + d[1:]), consistency(3, [b"rewritten"] + d[1:]), "OLD_ROOT")
    case("same size, another root", 7, new, 7, old, [], "ROOT")
    case("same size, with hashes", 7, new, 7, new, p, "LENGTH")
    case("from the empty tree, with hashes", 0, sha(), 7, new, p, "LENGTH")
    case("from an empty tree with a wrong root", 0, old, 7, new, [], "OLD_ROOT")
    case("from a power of two, with the old root as first hash", 4, mth(d[:4]), 7, new, [mth(d[:4])] + consistency(4, d), "LENGTH")
    case("moved to another old size", 2, mth(d[:2]), 7, new, p, "LENGTH")
    case("claimed for another new size, whose walk is the same", 3, old, 8, new, p, "HOLDS")
    case("claimed for another new size, whose walk is longer", 3, old, 9, new, p, "LENGTH")
    write("consistency.json", "Consistency proofs: RFC 9162, section 2.1.4; no hashes from size 0 and between equal sizes. "
          "One case holds though the new size is not that root's: a verifier must take sizes and roots from signed checkpoints.",
          cases)


def ranges():
    cases = []

    def case(name, begin, end, size, leaves, left, right, root, expected):
        cases.append({"name": name, "begin": str(begin), "end": str(end), "size": str(size), "leaves": hexes(leaves),
                      "left": hexes(left), "right": hexes(right), "root": root.hex(), "expected": expected})

    for b, e, n in ((0, 1, 1), (0, 7, 7), (2, 5, 7), (5, 7, 7), (6, 7, 7), (3, 4, 8), (0, 3, 8), (7, 90, 100), (64, 65, 100), (5, 5, 7),
                    (7, 7, 7)):
        d = entries(n)
        case(f"[{b}, {e}) of {n}", b, e, n, [leaf(x) for x in d[b:e]], *window(b, e, d), mth(d), "HOLDS")
    d = entries(7)
    leaves, (left, right), root = [leaf(x) for x in d[2:5]], window(2, 5, d), mth(d)
    case("two leaves swapped", 2, 5, 7, [leaves[1], leaves[0], leaves[2]], left, right, root, "ROOT")
    case("one leaf missing", 2, 5, 7, leaves[:2], left, right, root, "WINDOW")
    case("one leaf twice", 2, 5, 7, leaves + leaves[2:], left, right, root, "WINDOW")
    case("moved by one", 3, 6, 7, leaves, left, right, root, "LENGTH")
    case("beyond the tree", 5, 8, 7, leaves, left, right, root, "INDEX_WITHIN_SIZE")
    case("a hash too many", 2, 5, 7, leaves, left, right + [root], root, "LENGTH")
    case("left and right exchanged", 2, 5, 7, leaves, right, left, root, "LENGTH" if len(left) != len(right) else "ROOT")
    write("range.json", "Range proofs: every complete subtree left of the window, the growing ones right of it, and the rest as one "
          "hash. `leaves` are leaf hashes.", cases)


def notes():
    cases = []
    text = "a text\n\nof three lines\n"
    good = note(text, log)

    def case(name, body, expected, by=(), keys=(log, log2)):
        body = body.encode() if isinstance(body, str) else body
        cases.append({"name": name, "note": body.hex(), "vkeys": [k.vkey for k in keys], "expected": expected,
                      "by": [k.vkey for k in by]})

    case("one known key", good, "SIGNED", [log])
    case("an unknown key besides", note(text, stranger, log), "SIGNED", [log])
    case("two known keys", note(text, log, log2), "SIGNED", [log, log2])
    case("the same signature twice", note(text, log, log), "SIGNED", [log])
    case("sixteen signatures", note(text, *[stranger] * 15, log), "SIGNED", [log])
    case("a hundred signatures", note(text, *[stranger] * 99, log), "SIGNED", [log])
    case("a hundred and one signatures", note(text, *[stranger] * 100, log), "MALFORMED")
    case("only an unknown key", note(text, stranger), "NOT_SIGNED")
    case("no keys known", good, "NOT_SIGNED", keys=())
    case("known name, unknown id", text + "\n" + log.line(text).replace(b64(log.id)[:4], "AAAA"), "NOT_SIGNED")
    case("known id, unknown name", text + "\n" + log.line(text).replace(LOG, OTHER), "NOT_SIGNED")
    wrong = b64(log.id + log.private.sign(b"another text\n"))
    case("a known key's signature over another text", f"{text}\n\u2014 {LOG} {wrong}\n", "FALSELY_SIGNED")
    case("one true, one false signature", note(text, log2) + f"\u2014 {LOG} {wrong}\n", "FALSELY_SIGNED")
    case("a signature cut short", f"{text}\n\u2014 {LOG} {b64(log.id + log.private.sign(text.encode())[:63])}\n", "FALSELY_SIGNED")
    case("a key id alone", f"{text}\n\u2014 {LOG} {b64(log.id)}\n", "MALFORMED")
    case("empty text", "\n" + "\n" + log.line("\n"), "SIGNED", [log])
    case("CRLF line ends", good.replace("\n", "\r\n"), "MALFORMED")
    case("a tab in the text", note("a\ttext\n", log), "MALFORMED")
    case("a NUL in the text", note("a\0text\n", log), "MALFORMED")
    case("not UTF-8", good.encode().replace(b"text", b"te\xfft"), "MALFORMED")
    case("overlong UTF-8", good.encode().replace(b"text", b"te\xc0\xaft"), "MALFORMED")
    case("a surrogate in UTF-8", good.encode().replace(b"text", b"\xed\xa0\x80"), "MALFORMED")
    case("text beyond ASCII", note("\u00e9 subito sera \U0001f319\n", log), "SIGNED", [log])
    case("no final newline", good[:-1], "MALFORMED")
    case("a blank line at the end", good + "\n", "MALFORMED")
    case("text after the signatures", good + "more\n", "MALFORMED")
    case("no blank line before the signatures", text.replace("\n\n", "\n") + log.line(text), "MALFORMED")
    case("no signatures", text + "\n", "MALFORMED")
    case("nothing", "", "MALFORMED")
    case("a hyphen for the em dash", good.replace("\u2014", "-"), "MALFORMED")
    case("two spaces after the em dash", good.replace("\u2014 ", "\u2014  "), "MALFORMED")
    case("two spaces after the name", good.replace(LOG + " ", LOG + "  "), "MALFORMED")
    case("a no-break space in the name", good.replace(LOG, "log\u00a0example"), "MALFORMED")
    case("a plus in the name", good.replace(LOG, "log+example"), "MALFORMED")
    case("a space at the line's end", good[:-1] + " \n", "MALFORMED")
    sig = good.rsplit(" ", 1)[1].strip()
    case("base64 without padding", good.replace(sig, sig.rstrip("=")), "MALFORMED")
    case("base64 with too much padding", good.replace(sig, sig + "="), "MALFORMED")
    case("base64 with a stray bit", good.replace(sig, tweak(sig)), "MALFORMED")
    case("base64url", good.replace(sig, b64(log.id + b"\xff" * 64).replace("/", "_")), "MALFORMED")
    case("base64 with a space inside", good.replace(sig, sig[:20] + " " + sig[20:]), "MALFORMED")
    cases.append({"name": "the example of the specification", "note": (
        "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3"
        "mFXmRKuwHjG1Yu72IneyaQM=\n").encode().hex(),
        "vkeys": ["example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"], "expected": "SIGNED",
        "by": ["example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"]})
    write("notes.json", "C2SP signed-note 1.0 with Ed25519 keys. Base64 is taken in its canonical spelling only, which is stricter "
          "than some implementations. Limit: 100 signatures.", cases)


def tweak(text):
    """Another spelling of the same bytes: sets a bit that padding leaves unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = text.rstrip("=")
    assert body != text
    return body[:-1] + alphabet[alphabet.index(body[-1]) | 1] + "=" * (len(text) - len(body))


def vkeys():
    cases = [{"name": "Ed25519", "vkey": log.vkey, "expected": "VALID"}]
    name, key_id, key = log.vkey.split("+", 2)

    def bad(why, vkey):
        cases.append({"name": why, "vkey": vkey, "expected": "MALFORMED"})

    bad("another key id", f"{name}+00000000+{key}")
    bad("key id in capitals", f"{name}+{key_id.upper()}+{key}" if key_id.upper() != key_id else f"{name}+ABCDEF01+{key}")
    bad("key id of 7 digits", f"{name}+{key_id[1:]}+{key}")
    bad("no name", f"+{key_id}+{key}")
    bad("a space in the name", f"a b+{sha(b'a b', bytes([10, 1]), log.public)[:4].hex()}+{key}")
    short = b"\x01" + log.public[:31]
    bad("31 bytes of key", f"{name}+{sha(name.encode(), bytes([10]), short)[:4].hex()}+{b64(short)}")
    unknown = b"\x02" + log.public
    bad("a type that is not Ed25519", f"{name}+{sha(name.encode(), bytes([10]), unknown)[:4].hex()}+{b64(unknown)}")
    bad("no key", f"{name}+{key_id}")
    bad("nothing", "")
    write("vkeys.json", "C2SP signed-note verifier keys of type 1.", cases)


def checkpoint(size, root, origin=LOG, *extensions):
    return "".join(line + "\n" for line in (origin, str(size), b64(root), *extensions))


def checkpoints():
    root = mth(entries(7))
    cases = []

    def case(name, text, size=None, extensions=()):
        cases.append({"name": name, "text": text, "expected": "MALFORMED" if size is None else "VALID", "size": str(size),
                      "root": root.hex(), "origin": LOG, "extensions": list(extensions)})

    case("three lines", checkpoint(7, root), 7)
    case("with extension lines", checkpoint(7, root, LOG, "one", "two"), 7, ("one", "two"))
    case("size 0", checkpoint(0, root), 0)
    case("size 2^63-1", checkpoint(MAX, root), MAX)
    good = checkpoint(7, root)
    case("size 2^63", checkpoint(2**63, root))
    case("size 2^64", checkpoint(2**64, root))
    case("size with a leading zero", good.replace("\n7\n", "\n07\n"))
    case("size 00", good.replace("\n7\n", "\n00\n"))
    case("size with a sign", good.replace("\n7\n", "\n+7\n"))
    case("negative size", good.replace("\n7\n", "\n-7\n"))
    case("size in Arabic-Indic digits", good.replace("\n7\n", "\n\u0667\n"))
    case("size with a space", good.replace("\n7\n", "\n7 \n"))
    case("no size", good.replace("\n7\n", "\n\n"))
    case("no origin", good.replace(LOG, ""))
    case("two lines", good[: good.index("\n7\n") + 3])
    case("no final newline", good[:-1])
    case("an empty extension line", good + "\n")
    case("root of 31 bytes", good.replace(b64(root), b64(root[:31])))
    case("root of 33 bytes", good.replace(b64(root), b64(root + b"\0")))
    case("root without padding", good.replace("=", ""))
    case("root with a stray bit", good.replace(b64(root), tweak(b64(root))))
    case("root in hex", good.replace(b64(root), root.hex()))
    case("CRLF", good.replace("\n", "\r\n"))
    write("checkpoints.json", "C2SP tlog-checkpoint texts, without signatures.", cases)
    write("checkpoints-2.json", "As checkpoints.json, with null for what a malformed text does not have.",
          [case if case["expected"] == "VALID" else {**case, "size": None, "root": None, "origin": None, "extensions": None}
           for case in cases])


def tile_paths():
    cases = []

    def good(p, kind, level, index, width):
        cases.append({"path": p, "expected": "VALID", "kind": kind, "level": str(level), "index": str(index), "width": str(width)})

    good("tile/0/000", "HASHES", 0, 0, 256)
    good("tile/0/x001/x234/067", "HASHES", 0, 1234067, 256)
    good("tile/0/x001/x234/067.p/12", "HASHES", 0, 1234067, 12)
    good("tile/63/000.p/1", "HASHES", 63, 0, 1)
    good("tile/entries/x001/000.p/255", "ENTRIES", 0, 1000, 255)
    good("tile/entries/999", "ENTRIES", 0, 999, 256)
    good("tile/7/x009/x223/x372/x036/x854/x775/807", "HASHES", 7, MAX, 256)
    for p in ("", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/x000/000", "tile/0/x000/001",
              "tile/0/001/000", "tile/0/x001/x000", "tile/0/x001", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000",
              "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000/1",
              "tile/0/000.p/1/", "/tile/0/000", "tile//000", "tile/0/../000", "tile/0/000 ", "tile/0/000\n", "tile/0/X001/000",
              "tile/entry/000", "tile/data/000", "tile/0/-01", "tile/0/\u0660\u0660\u0660",
              "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/x999/x999/x999/x999/x999/x999/999",
              "tile/0/x001/x009/x223/x372/x036/x854/x775/807"):
        cases.append({"path": p, "expected": "MALFORMED"})
    write("tile-paths.json", "C2SP tlog-tiles paths below a log's prefix; one spelling each. Index limit 2^63-1.", cases)


def bundles():
    cases = []

    def case(name, data, width, expected):
        cases.append({"name": name, "bundle": data.hex(), "width": str(width), "expected": expected})

    def pack(items):
        return b"".join(struct.pack(">H", len(e)) + e for e in items)

    case("three entries", pack(entries(3)), 3, "VALID")
    case("256 entries", pack(entries(256)), 256, "VALID")
    case("an empty entry", pack([b""]), 1, "VALID")
    case("an entry of 300 bytes", pack([b"\xaa" * 300]), 1, "VALID")
    case("no entries", b"", 1, "MALFORMED")
    case("257 entries", pack(entries(257)), 256, "MALFORMED")
    case("cut in a length", pack(entries(3)) + b"\0", 3, "MALFORMED")
    case("cut in an entry", pack(entries(3))[:-1], 3, "MALFORMED")
    case("a length beyond the end", b"\xff\xff" + b"a", 1, "MALFORMED")
    case("partial, claimed full", pack(entries(3)), 256, "MALFORMED")
    case("full, claimed partial", pack(entries(256)), 3, "MALFORMED")
    write("entry-bundles.json", "C2SP tlog-tiles entry bundles and the number of entries that their path claims.", cases)


def tiles():
    n = 70000
    level, files, heads = 0, {}, {}
    hashes = [leaf(e) for e in entries(n)]
    memo = {}

    def root(begin, end):
        if end - begin == 1:
            return hashes0[begin]
        if (begin, end) not in memo:
            k = split(end - begin)
            memo[begin, end] = node(root(begin, begin + k), root(begin + k, end))
        return memo[begin, end]

    hashes0 = hashes
    while hashes:
        for t in range(0, len(hashes), 256):
            part = hashes[t:t + 256]
            files[tile_path(level, t // 256, len(part))] = sha(b"".join(part)).hex()
        hashes = [root(i << 8 * (level + 1), (i + 1) << 8 * (level + 1)) for i in range(len(hashes) // 256)]
        level += 1
    for t in range(0, n, 256):
        part = entries(n)[t:t + 256]
        files[tile_path("entries", t // 256, len(part))] = sha(b"".join(struct.pack(">H", len(e)) + e for e in part)).hex()
    write("tiles.json", "The tiles and entry bundles of the log of the 70,000 entries \"entry 0\" to \"entry 69999\": SHA-256 of each "
          "file's bytes, by path. The root is in `root`.", [{"size": str(n), "root": root(0, n).hex(), "files": files}])


def tile_path(level, index, width):
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < 256 else "")


def hostile_tiles():
    cases = []

    def case(name, size, leaf_index, expected, *changes):
        cases.append({"name": name, "size": str(size), "root": mth(entries(size)).hex(), "leaf": str(leaf_index), "changes": list(changes),
                      "expected": expected})

    def change(file, **how):
        return {"path": file, **{k: str(v) for k, v in how.items()}}

    case("as written", 300, 0, "VALID")
    case("the last leaf", 300, 299, "VALID")
    case("a full level", 256, 255, "VALID")
    case("a tile that the leaf does not need, gone", 600, 0, "VALID", change("tile/0/001", remove=1))
    case("a truncated full tile", 300, 0, "MALFORMED", change("tile/0/000", length=8191))
    case("a truncated partial tile", 300, 299, "MALFORMED", change("tile/0/001.p/44", length=44 * 32 - 1))
    case("a partial tile claimed full", 300, 0, "MALFORMED", change("tile/0/000", length=255 * 32))
    case("a full tile claimed partial", 300, 299, "MALFORMED", change("tile/0/001.p/44", length=8192))
    case("one hash short", 300, 299, "MALFORMED", change("tile/0/001.p/44", length=43 * 32))
    case("no bytes", 300, 299, "MALFORMED", change("tile/0/001.p/44", length=0))
    case("a missing tile", 300, 0, "MISSING", change("tile/0/000", remove=1))
    case("a missing partial tile", 300, 0, "MISSING", change("tile/1/000.p/1", remove=1))
    case("a bit of the leaf's own hash", 300, 7, "NOT_IN_TREE", change("tile/0/000", flip=7 * 32))
    case("a bit of another leaf's hash", 300, 7, "NOT_IN_TREE", change("tile/0/000", flip=200 * 32))
    case("a bit of a partial tile", 300, 0, "NOT_IN_TREE", change("tile/0/001.p/44", flip=43 * 32))
    case("a bit of an upper tile", 300, 0, "NOT_IN_TREE", change("tile/1/000.p/1", flip=0))
    case("a bit of an entry", 300, 7, "NOT_IN_TREE", change("tile/entries/000", flip=7 * 9 + 5))
    case("a bit of an entry's length", 300, 0, "MALFORMED", change("tile/entries/000", flip=0))
    case("a truncated bundle", 300, 7, "MALFORMED", change("tile/entries/000", length=100))
    case("a missing bundle", 300, 7, "MISSING", change("tile/entries/000", remove=1))
    write("hostile-tiles.json", "What a reader of the log of \"entry 0\" and so on, given a signed size and root, says of one leaf and its "
          "entry when a server changes a file: removes it, cuts or pads it with zeros to a length in bytes, or flips the lowest bit "
          "of one byte.", cases)


def tlog_proofs():
    d = entries(7)
    text = checkpoint(7, mth(d))
    signed = note(text, log, witness)
    good = "c2sp.org/tlog-proof@v1\nindex 3\n" + "".join(b64(h) + "\n" for h in path(3, d)) + "\n" + signed
    cases = []

    def case(name, file, expected, leaf_hash=leaf(d[3]), quorum=1, origin=LOG):
        cases.append({"name": name, "file": file, "leaf": leaf_hash.hex(), "origin": origin, "log_vkey": log.vkey,
                      "witness_vkey": witness.vkey, "quorum": str(quorum), "expected": expected})

    case("a log's and a witness's signature", good, "HOLDS")
    case("extra data", good.replace("\nindex", "\nextra AAEC\nindex"), "HOLDS")
    case("one leaf, no hashes", "c2sp.org/tlog-proof@v1\nindex 0\n\n" + note(checkpoint(1, leaf(d[0])), log, witness), "HOLDS", leaf(d[0]))
    case("no witness asked for", good.replace(witness.line(text), ""), "HOLDS", quorum=0)
    case("the witness missing", good.replace(witness.line(text), ""), "TOO_FEW_WITNESSES")
    case("the witness twice is one witness", good + witness.line(text, 1700000001), "TOO_FEW_WITNESSES", quorum=2)
    case("the log's signature missing", good.replace(log.line(text), ""), "NOT_SIGNED")
    case("another log's checkpoint", good, "OTHER_ORIGIN", origin=OTHER)
    case("the cosignature's time changed", good.replace(witness.line(text), retime(witness.line(text))), "FALSELY_SIGNED")
    case("another leaf", good, "ROOT", leaf(d[4]))
    case("another index", good.replace("index 3", "index 2"), "ROOT")
    case("index beyond the tree", good.replace("index 3", "index 7"), "INDEX_WITHIN_SIZE")
    case("index with a leading zero", good.replace("index 3", "index 03"), "MALFORMED")
    case("index 2^63", good.replace("index 3", f"index {2**63}"), "MALFORMED")
    case("another version", good.replace("@v1", "@v2"), "MALFORMED")
    case("extra twice", good.replace("\nindex", "\nextra AAEC\nextra AAEC\nindex"), "MALFORMED")
    case("extra that is not base64", good.replace("\nindex", "\nextra AAEC=\nindex"), "MALFORMED")
    case("CRLF", good.replace("\n", "\r\n"), "MALFORMED")
    case("no checkpoint", good[: good.index("\n\n") + 2], "MALFORMED")
    case("64 hashes", good.replace("index 3\n", "index 3\n" + (b64(mth(d)) + "\n") * 61), "MALFORMED")
    write("tlog-proofs.json", "C2SP tlog-proof v1 files with a log's key, a witness's key and how many witnesses must have cosigned.",
          cases)


def retime(line):
    head, data = line.rsplit(" ", 1)
    raw = bytearray(base64.b64decode(data))
    raw[11] ^= 1
    return f"{head} {b64(bytes(raw))}\n"


def witnesses():
    d, forked = entries(9), [b"forked"] + entries(9)[1:]
    cases = []

    def case(name, known, body, status, answer=None):
        cases.append({"name": name, "known_size": str(known), "known_root": mth(d[:known]).hex(), "log_vkey": log.vkey,
                      "witness_seed": bytes(range(3, 35)).hex(), "witness_name": witness.name, "time": "1700000000",
                      "request": body, "status": str(status), "answer": answer})

    def request(old, new, tree=d, hashes=None, key=log, origin=LOG, claimed=None):
        text = checkpoint(new if claimed is None else claimed, mth(tree[:new]), origin)
        hashes = consistency(old, tree[:new]) if hashes is None else hashes
        return f"old {old}\n" + "".join(b64(h) + "\n" for h in hashes) + "\n" + note(text, key)

    def cosigned(new):
        return witness.line(checkpoint(new, mth(d[:new])))

    case("the first checkpoint", 0, request(0, 5), 200, cosigned(5))
    case("a grown log", 5, request(5, 9), 200, cosigned(9))
    case("the same checkpoint again", 5, request(5, 5), 200, cosigned(5))
    case("the empty log", 0, request(0, 0), 200, cosigned(0))
    case("the empty log with a wrong root", 0, request(0, 5, claimed=0, hashes=[]), 422)
    case("unknown log", 5, request(5, 9, key=stranger, origin=OTHER), 404)
    case("not signed by the log", 5, request(5, 9, key=stranger), 403)
    case("signed by the log's name with another key", 5, request(5, 9, key=log2), 403)
    case("signature over another text", 5, request(5, 9).replace("\n9\n", "\n8\n"), 403)
    case("old size above the new one", 9, request(5, 5, hashes=[]).replace("old 5", "old 9"), 400)
    case("old size is not the known one", 5, request(3, 9), 409, "5\n")
    case("old size 0 to ask for the known one", 5, request(0, 9), 409, "5\n")
    case("proof with old size 0", 0, request(0, 5, hashes=[mth(d)]), 422)
    case("no proof", 5, request(5, 9, hashes=[]), 422)
    case("a fork", 5, request(5, 9, tree=forked), 422)
    case("the same size, forked", 5, request(5, 5, tree=forked), 422)
    case("64 proof lines", 5, request(5, 9, hashes=[mth(d)] * 64), 400)
    case("old size with a leading zero", 5, request(5, 9).replace("old 5", "old 05"), 400)
    case("no old size", 5, request(5, 9)[len("old 5\n"):], 400)
    case("proof line in hex", 5, request(5, 9).replace(b64(consistency(5, d)[0]), consistency(5, d)[0].hex()), 400)
    case("nothing", 5, "", 400)
    write("witness.json", "C2SP tlog-witness add-checkpoint: what the witness knows, what it is sent, the HTTP status, and the body for "
          "200 and 409.", cases)


def cbor(value):
    """Deterministic CBOR (RFC 8949, section 4.2) of the few types that receipts need; maps keep their order."""
    def head(major, n):
        for limit, code, form in ((24, n, None), (2**8, 24, ">B"), (2**16, 25, ">H"), (2**32, 26, ">I"), (2**64, 27, ">Q")):
            if n < limit:
                return bytes([major << 5 | code]) + (struct.pack(form, n) if form else b"")
        raise ValueError(n)

    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def receipts():
    d = entries(9)
    cases = []

    def receipt(kind, proof, payload, header=None, attached=None, tag=b"\xd2", signed=None):
        header = cbor({1: -8, 4: log.id, 15: {1: LOG}, 395: 1, "tree-size": proof[0] if kind == -1 else proof[1]}
                      if header is None else header)
        signature = log.private.sign(cbor(["Signature1", header, b"", payload if signed is None else signed]))
        return tag + cbor([header, {396: {kind: [cbor(proof)]}}, attached, signature])

    def case(name, data, kind, expected, ours=False, **more):
        cases.append({"name": name, "receipt": data.hex(), "kind": kind, "expected": expected, "ours": ours, "origin": LOG,
                      "seed": SEED.hex(), **more})

    def inclusion_case(name, i, n, expected, of=None, claimed=None, **how):
        tree = d[:n]
        size, index = claimed or (n, i)
        data = receipt(-1, [size, index, path(i, tree)], mth(tree), **how)
        case(name, data, "inclusion", expected, ours=expected == "HOLDS" and not how and not claimed, leaf=leaf(d[i if of is None else of]).hex(),
             index=str(index), size=str(size), root=mth(tree).hex(), path=hexes(path(i, tree)))

    for i, n in ((0, 1), (0, 2), (3, 7), (8, 9)):
        inclusion_case(f"leaf {i} of {n}", i, n, "HOLDS")
    inclusion_case("another leaf", 3, 7, "SIGNATURE", of=4)
    plain = {1: -8, 395: 1}
    inclusion_case("attached root", 3, 7, "HOLDS", attached=mth(d[:7]))
    inclusion_case("another attached root", 3, 7, "PROOF", attached=mth(d[:6]))
    inclusion_case("moved to where the walk is the same", 4, 5, "OTHER_SIZE", claimed=(2, 1),
                   header={1: -8, 4: log.id, 15: {1: LOG}, 395: 1, "tree-size": 5})
    inclusion_case("no origin, no size: RFC 9942 alone", 3, 7, "OTHER_ORIGIN", header=plain)
    inclusion_case("another origin", 3, 7, "OTHER_ORIGIN", header={1: -8, 15: {1: OTHER}, 395: 1, "tree-size": 7})
    inclusion_case("index beyond the size", 3, 7, "PROOF", claimed=(7, 7))
    inclusion_case("another algorithm named", 3, 7, "SIGNATURE", header={1: -7, 15: {1: LOG}, 395: 1, "tree-size": 7})
    inclusion_case("another structure", 3, 7, "MALFORMED", header={1: -8, 15: {1: LOG}, 395: 2, "tree-size": 7})
    inclusion_case("not tagged", 3, 7, "MALFORMED", tag=b"")
    inclusion_case("tagged as COSE_Sign", 3, 7, "MALFORMED", tag=b"\xd8\x62")
    inclusion_case("signed over another root", 3, 7, "SIGNATURE", signed=mth(d[:6]))
    for m, n in ((1, 2), (3, 7), (4, 8), (7, 9)):
        old, new = d[:m], d[:n]
        data = receipt(-2, [m, n, consistency(m, new)], mth(new))
        more = {"old_size": str(m), "old_root": mth(old).hex(), "size": str(n), "root": mth(new).hex(), "path": hexes(consistency(m, new))}
        case(f"{m} to {n}", data, "consistency", "HOLDS", ours=True, **more)
        case(f"{m} to {n}, from another root", data, "consistency", "PROOF", **{**more, "old_root": leaf(b"x").hex()})
    write("cose-receipts.json", "RFC 9942 receipts with RFC9162_SHA256 and Ed25519 (alg -8), detached payload. Ours also sign the "
          "origin (CWT claim iss) and the tree's size (label \"tree-size\"), and `expected` is what a reader who asks for both says.",
          cases)


if __name__ == "__main__":
    for make in (roots, inclusion, consistencies, ranges, notes, vkeys, checkpoints, tile_paths, bundles, tiles, hostile_tiles, tlog_proofs, witnesses, receipts):
        make()

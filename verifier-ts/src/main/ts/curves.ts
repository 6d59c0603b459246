/** Curves by noble's arithmetic, each signature in the one form that its users take. */
import { edwards } from "@noble/curves/abstract/edwards.js";
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bigEndian, concat, equal, hex, numberOf, utf8 } from "./bytes.js";
import { keccak, sm3 } from "./hashes.js";
import { CURVES, type CurveName } from "./orders.js";

const ED25519 = lazily(() => edwards({
  p: (1n << 255n) - 19n,
  n: (1n << 252n) + 27742317777372353535851937790883648493n,
  h: 8n,
  a: (1n << 255n) - 20n,
  d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
  Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
}));

/** RFC 8032, section 5.1.7, without the cofactor, as platforms verify. */
export function plainEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const points = ED25519();
  const order = points.Fn.ORDER;
  const encoded = signature.slice(0, 32);
  const s = numberOf(signature.slice(32).reverse());
  if (s >= order) return false;
  try {
    const k = numberOf(sha512(concat(encoded, key, message)).reverse()) % order;
    const found = points.BASE.multiplyUnsafe(s).add(points.fromBytes(key).negate().multiplyUnsafe(k));
    return equal(found.toBytes(), encoded);
  } catch {
    return false; // no point of the curve
  }
}

class Curve {
  private readonly points;

  constructor(
    readonly bytes: number,
    private readonly parameters: { p: bigint; n: bigint; a: bigint; b: bigint; Gx: bigint; Gy: bigint },
  ) {
    this.points = weierstrass({ ...parameters, h: 1n });
  }

  get order(): bigint {
    return this.parameters.n;
  }

  /** A point from its coordinates; undefined when they are none of the curve's. */
  private point(x: bigint, y: bigint) {
    try {
      const point = this.points.fromAffine({ x, y });
      point.assertValidity();
      return point;
    } catch {
      return undefined;
    }
  }

  private isScalar(value: bigint): boolean {
    return value > 0n && value < this.order;
  }

  /** The first coordinate of u·G + v·Q; undefined when that is no point with coordinates. */
  private sum(u: bigint, v: bigint, x: bigint, y: bigint): bigint | undefined {
    const point = this.point(x, y);
    if (point === undefined) return undefined;
    const sum = this.points.BASE.multiplyUnsafe(u).add(point.multiplyUnsafe(v));
    return sum.is0() ? undefined : sum.toAffine().x;
  }

  isEcdsa(x: bigint, y: bigint, digest: Uint8Array, r: bigint, s: bigint): boolean {
    if (!this.isScalar(r) || !this.isScalar(s)) return false;
    const excess = 8 * digest.length - this.order.toString(2).length;
    const e = excess > 0 ? numberOf(digest) >> BigInt(excess) : numberOf(digest);
    const w = inverse(s, this.order);
    const found = this.sum((e * w) % this.order, (r * w) % this.order, x, y);
    return found !== undefined && found % this.order === r;
  }

  /** GB/T 32918.2, with the signer's name that everybody uses. */
  isSm2(key: Uint8Array, message: Uint8Array, r: bigint, s: bigint): boolean {
    const t = (r + s) % this.order;
    if (!this.isScalar(r) || !this.isScalar(s) || t === 0n) return false;
    const { a, b, Gx, Gy } = this.parameters;
    const user = sm3(concat(Uint8Array.of(0, 128), utf8("1234567812345678"), ...[a, b, Gx, Gy].map((one) => bigEndian(one, 32)), key));
    const e = numberOf(sm3(concat(user, message)));
    const x = this.sum(s, t, numberOf(key.subarray(0, 32)), numberOf(key.subarray(32)));
    return x !== undefined && (e + x) % this.order === r;
  }

  /** The key that signed (SEC 1, 4.1.6): its coordinates; undefined for no signature. */
  recovered(digest: Uint8Array, r: bigint, s: bigint, odd: boolean): Uint8Array | undefined {
    if (!this.isScalar(r) || !this.isScalar(s)) return undefined;
    try {
      const point = this.points.fromBytes(concat(Uint8Array.of(odd ? 3 : 2), bigEndian(r, this.bytes)));
      const w = inverse(r, this.order);
      const e = (numberOf(digest) * w) % this.order;
      const key = this.points.BASE.multiplyUnsafe((this.order - e) % this.order).add(point.multiplyUnsafe((s * w) % this.order));
      return key.is0() ? undefined : key.toBytes(false).slice(1);
    } catch {
      return undefined; // no point has this coordinate
    }
  }

  /** Coordinates from the encoding of a point; undefined when it is none of the curve's. */
  decoded(encoded: Uint8Array): [bigint, bigint] | undefined {
    if (encoded[0] !== 4 || encoded.length !== 1 + 2 * this.bytes) return undefined;
    const [x, y] = [numberOf(encoded.subarray(1, 1 + this.bytes)), numberOf(encoded.subarray(1 + this.bytes))];
    return this.point(x, y) === undefined ? undefined : [x, y];
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const times = b / a;
    [a, b, x, y] = [b - times * a, a, y - times * x, x];
  }
  return ((x % modulus) + modulus) % modulus;
}

function curve(bytes: number, ...hexes: [string, string, string, string, string, string]): Curve {
  const [p, n, a, b, Gx, Gy] = hexes.map((one) => BigInt("0x" + one)) as [bigint, bigint, bigint, bigint, bigint, bigint];
  return new Curve(bytes, { p, n, a, b, Gx, Gy });
}

/** Made when it is asked for: most files need one or two. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const P256 = lazily(() => curve(32,
  "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
  CURVES["P-256"].order,
  "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
  "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
const P384 = lazily(() => curve(48,
  "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
  CURVES["P-384"].order,
  "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc",
  "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
  "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"));
const P521 = lazily(() => curve(66,
  "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  CURVES["P-521"].order,
  "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc",
  "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
  "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
  "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"));
const SECP256K1 = lazily(() => curve(32,
  "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
  CURVES.secp256k1.order,
  "0",
  "7",
  "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
  "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"));
const SM2 = lazily(() => curve(32,
  "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
  "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
  "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
  "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
  "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
  "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"));
const BY_NAME: Record<CurveName, () => Curve> = { "P-256": P256, "P-384": P384, "P-521": P521, secp256k1: SECP256K1 };

export function plainEcdsa(name: CurveName, encoded: Uint8Array, digest: Uint8Array, r: bigint, s: bigint): boolean {
  const point = BY_NAME[name]().decoded(encoded);
  return point !== undefined && BY_NAME[name]().isEcdsa(...point, digest, r, s);
}

/** The address whose key signed a block's hash with s in the lower half; undefined when it is no such signature. */
export function ethereumSigner(digest: Uint8Array, signature: Uint8Array): string | undefined {
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32, 64))];
  if (signature.length !== 65 || signature[64]! > 1 || s > SECP256K1().order >> 1n) return undefined;
  const key = SECP256K1().recovered(digest, r, s, signature[64] === 1);
  return key === undefined ? undefined : "0x" + hex(keccak(key).subarray(12));
}

/** A seal of 64 bytes over a block's hash by a node: ECDSA with s in the lower half, or SM2. */
export function isSeal(node: Uint8Array, block: Uint8Array, signature: Uint8Array, national: boolean): boolean {
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32))];
  if (national) return SM2().isSm2(node, block, r, s);
  const [x, y] = [numberOf(node.subarray(0, 32)), numberOf(node.subarray(32))];
  return s <= SECP256K1().order >> 1n && SECP256K1().isEcdsa(x, y, block, r, s);
}

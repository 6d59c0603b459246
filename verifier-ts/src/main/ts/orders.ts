/** The curves that certificates and chains use, as much as a reader needs of them. */
export type CurveName = "P-256" | "P-384" | "P-521" | "secp256k1";

/** The bytes of a coordinate, and the order in hex. */
export const CURVES: Record<CurveName, { bytes: number; order: string }> = {
  "P-256": { bytes: 32, order: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" },
  "P-384": { bytes: 48, order: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973" },
  "P-521": { bytes: 66, order: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409" },
  secp256k1: { bytes: 32, order: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141" },
};

export function orderOf(name: CurveName): bigint {
  return BigInt("0x" + CURVES[name].order);
}

/** The hash function of logs and records, and the names of those of certificates. */
export type DigestName = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

export { sha256 } from "@noble/hashes/sha2.js";

/** One way from a certificate to a root by the rules of RFC 5280, section 6, without policies; a certificate with names' constraints is refused. */
import type { Keys } from "./keys.js";
import type { Instant } from "./time.js";
import { type Certificate, isNamedIssuer, isSignedBy, isValidAt, KEY_CERT_SIGN, NAME_CONSTRAINTS } from "./x509.js";

/** Critical extensions that change nothing here: usages, constraints, policies. */
const KNOWN: ReadonlySet<string> = new Set(["2.5.29.15", "2.5.29.19", "2.5.29.32", "2.5.29.37"]);

export interface Fault {
  at: Certificate;
  why: "time" | "signature" | "other";
  message: string;
}

export function hasUnknownCritical(certificate: Certificate): boolean {
  return [...certificate.critical].some((oid) => !KNOWN.has(oid));
}

/** @param chain from the certificate up, without the root, which is taken as it is */
export async function isChain(chain: Certificate[], root: Certificate, then: Instant, keys: Keys): Promise<Fault | undefined> {
  for (let i = chain.length - 1; i >= 0; i--) {
    const at = chain[i]!;
    const issuer = chain[i + 1] ?? root;
    const fault = (why: Fault["why"], message: string): Fault => ({ at, why, message });
    if (i > 0 && at.keyUsage?.has(KEY_CERT_SIGN) === false) return fault("other", "CA key usage check failed: keyCertSign bit is not set");
    if (i > 0 && at.pathLength < 0) return fault("other", "basic constraints check failed: this is not a CA certificate");
    if (i > 0 && at.pathLength < i - 1) {
      return fault("other", "basic constraints check failed: pathLenConstraint violated - this cert must be the last cert in the certification path");
    }
    if (!isValidAt(at, then)) return fault("time", "validity check failed");
    if (!isNamedIssuer(issuer, at)) return fault("other", "subject/issuer name chaining check failed");
    if (!(await isSignedBy(at, issuer, keys))) return fault("signature", "signature check failed");
    if (at.extensions.has(NAME_CONSTRAINTS)) return fault("other", "it has name constraints");
    if (hasUnknownCritical(at)) return fault("other", "unrecognized critical extension(s)");
  }
  return undefined;
}

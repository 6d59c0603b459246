/** Whether a member's authorities say of a certificate that it was one of its peers, by Fabric's own rules. */
import type { Keys } from "./keys.js";
import { hasUnknownCritical, isChain } from "./pkix.js";
import type { FabricTrust, Member } from "./policy.js";
import { type Instant, timeText } from "./time.js";
import { type Certificate, DIGITAL_SIGNATURE, isAuthority, isNamedIssuer, isRevoked, isSame, isSignedBy, isValidAt, NAME_CONSTRAINTS } from "./x509.js";

const ROLES = ["admin", "client", "orderer", "peer"];
const SERVER_OR_ANY = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];
const MOST_AUTHORITIES = 8;
/** Ways that are tried: authorities that share a name would make them grow without end. */
const MOST_WAYS = 50;

/** What speaks against counting a peer for its member; undefined if nothing does. */
export async function peerObjection(certificate: Certificate, member: string, trust: FabricTrust, then: Instant, keys: Keys): Promise<string | undefined> {
  const trusted = trust.members.get(member);
  if (trusted === undefined) return `the policy knows no member ${member}`;
  const roles = certificate.subject.units.filter((unit) => ROLES.includes(unit)).sort();
  const isPeer = roles.length === 1 && roles[0] === "peer";
  if (!isPeer && (trusted.nodeOus || roles.length > 0)) {
    return `its role is ${roles.length === 0 ? "not stated" : roles.join(", ")}, must be peer`;
  }
  return usageObjection(certificate) ?? (await new Ways(trusted, then, keys).objection([certificate]));
}

function usageObjection(peer: Certificate): string | undefined {
  if (peer.pathLength >= 0) return `${peer.subject.text} is an authority's certificate, not a peer's`;
  if (peer.keyUsage !== undefined && !peer.keyUsage.has(DIGITAL_SIGNATURE)) return `${peer.subject.text} has a key usage without digitalSignature`;
  return extendedUsage(peer);
}

function extendedUsage({ extendedKeyUsage: uses, subject }: Certificate): string | undefined {
  return uses === undefined || uses.some((use) => SERVER_OR_ANY.includes(use))
    ? undefined
    : `${subject.text} has extended key usages [${uses.join(", ")}], none of them serverAuth`;
}

/** Each way from a certificate to a root. */
class Ways {
  private tried = 0;

  constructor(
    private readonly member: Member,
    private readonly then: Instant,
    private readonly keys: Keys,
  ) {}

  /** @param path from the certificate up, without the authority that issued its last */
  async objection(path: Certificate[]): Promise<string | undefined> {
    const last = path.at(-1)!;
    let objection = issuedByNone(last);
    const authorities = [...this.member.certificates, ...this.member.intermediates];
    for (const issuer of authorities.filter((one) => isAuthority(one) && isNamedIssuer(one, last))) {
      if (path.some((one) => isSame(one, issuer))) continue;
      if (++this.tried > MOST_WAYS) return `${path[0]!.subject.text} has more than ${MOST_WAYS} ways to a root`;
      const found = await this.through(issuer, path);
      if (found === undefined) return undefined;
      objection = found;
    }
    return objection;
  }

  private async through(issuer: Certificate, path: Certificate[]): Promise<string | undefined> {
    const [first, last] = [path[0]!, path.at(-1)!];
    const name = issuer.subject.text;
    if (path.length === 1 && (await this.hasIntermediates(issuer))) return `${name} issues authorities, no peers`;
    if (issuer.extensions.has(NAME_CONSTRAINTS)) return `authority ${name} has name constraints`;
    const use = extendedUsage(issuer);
    if (use !== undefined) return use;
    if (await isRevoked(last, issuer, this.member.revocations, this.then, this.keys)) return `${last.subject.text} is revoked by ${name}`;
    if (this.member.certificates.some((root) => isSame(root, issuer))) {
      return this.rootObjection(issuer, path.length - 1) ?? (await this.pkix(path, issuer));
    }
    if (path.length > MOST_AUTHORITIES) return `${first.subject.text} has more than ${MOST_AUTHORITIES} authorities over it`;
    return this.objection([...path, issuer]);
  }

  private rootObjection(root: Certificate, below: number): string | undefined {
    const name = root.subject.text;
    if (hasUnknownCritical(root)) return `authority ${name} has a critical extension that is not known here`;
    if (root.pathLength < below) return `${name} may have no ${below} authorities under it`;
    return isValidAt(root, this.then) ? undefined : `authority ${name} is not valid at ${timeText(this.then)}`;
  }

  private async pkix(path: Certificate[], root: Certificate): Promise<string | undefined> {
    const fault = await isChain(path, root, this.then, this.keys);
    if (fault === undefined) return undefined;
    if (fault.why === "signature") return issuedByNone(fault.at);
    const name = fault.at.subject.text;
    return fault.why === "time" ? `${name} is not valid at ${timeText(this.then)}` : `${name} is refused: ${fault.message}`;
  }

  /** Fabric's rule: peers are enrolled by the last authority of a chain. */
  private async hasIntermediates(authority: Certificate): Promise<boolean> {
    for (const below of this.member.intermediates) {
      if (!isSame(below, authority) && isNamedIssuer(authority, below) && (await isSignedBy(below, authority, this.keys))) return true;
    }
    return false;
  }
}

function issuedByNone(certificate: Certificate): string {
  return `${certificate.subject.text} is issued by no authority of the member`;
}

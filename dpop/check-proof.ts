import { compactVerify, importJWK } from 'jose';
import { PROOF_ALGORITHMS } from './algorithms.js';
import { ath } from './ath.js';
import { sameHtu } from './htu.js';
import { ProofSyntaxError, readProof, type Proof, type ProofClaims } from './proof.js';
import { hasPrivateMember, publicKeyOf, thumbprint } from './thumbprint.js';

/** How old a proof may be, in seconds: Okta says "more than five minutes in the past". */
export const PROOF_LIFETIME = 300;

/** How far ahead of the server's clock `iat` may be, in seconds, for clients whose clock runs a little fast. */
export const CLOCK_LEEWAY = 60;

/** The checks, in the order in which they run. */
export type CheckName =
  | 'syntax'
  | 'typ'
  | 'alg'
  | 'jwk'
  | 'signature'
  | 'htm'
  | 'htu'
  | 'iat'
  | 'exp'
  | 'nonce'
  | 'ath'
  | 'jkt'
  | 'jti'
  | 'replay';

/** What made a check fail. One check can fail in several ways that a server answers differently. */
export type Fault =
  | 'unreadable'
  | 'wrong-typ'
  | 'wrong-alg'
  | 'private-key'
  | 'unusable-key'
  | 'bad-signature'
  | 'wrong-htm'
  | 'wrong-htu'
  | 'no-iat'
  | 'issued-in-future'
  | 'issued-too-long-ago'
  | 'bad-exp'
  | 'expired'
  | 'no-nonce'
  | 'unknown-nonce'
  | 'wrong-ath'
  | 'wrong-key'
  | 'no-jti'
  | 'replayed';

/** The outcome of one check, as data for an answer, a log or a view. A server may add checks of its own. */
export interface Verdict<Check extends string = CheckName> {
  check: Check;
  passed: boolean;
  /** What a good proof has here, in words or as the value itself. */
  expected: string;
  /** What this proof has. Never a token or a nonce: those are named, not shown. */
  came: string;
  fault?: Fault;
}

/** What a proof is held against. */
export interface ProofExpectation {
  /** The method of the request, as it came. */
  htm: string;
  /** The address of the request: absolute, without query and fragment. */
  htu: string;
  /** The server's time, in seconds since the epoch. */
  now: number;
  /** Whether a nonce is one of the server's own. Left out: the server asks for none, and one that comes is ignored. */
  isNonce?: (nonce: string) => boolean;
  /** The access token that came along (resource server only), and the `cnf.jkt` inside it. */
  accessToken?: { value: string; jkt: string };
  /**
   * Remembers a `jti` for a key until `expires` (seconds since the epoch); false when it is there already.
   * It must look and remember in one step, so that of several identical proofs just one passes. Called last,
   * so a proof that is refused for another reason is not used up.
   */
  remember?: (jkt: string, jti: string, expires: number) => boolean;
}

/** What came of checking a proof: every check that ran, in order; the last one is the failed one, if any. */
export interface Decision {
  passed: boolean;
  checks: Verdict[];
  /** The failed check. */
  failed?: Verdict & { fault: Fault };
  /** Thumbprint of the key that signed the proof; only when the signature is good. */
  jkt?: string;
}

/**
 * Checks a DPoP proof (RFC 9449 section 4.3, and section 11.1 for replay) and says what was looked at.
 * The order is the one Okta's answers show: form, signature, `htm` and `htu`, time, nonce, token, replay.
 *
 * @param compact the value of the `DPoP` header
 * @returns the decision; it never throws for what a client sent
 */
export async function checkProof(compact: string, expectation: ProofExpectation): Promise<Decision> {
  const checks: Verdict[] = [];
  let failed: Decision['failed'];

  /** Notes one verdict; returns whether the check passed, so that the checks below chain with `&&`. */
  const note = (check: CheckName, expected: string, came: string, fault?: Fault): boolean => {
    const verdict: Verdict = { check, passed: fault === undefined, expected, came, ...(fault && { fault }) };
    checks.push(verdict);
    if (fault) failed = { ...verdict, fault };
    return fault === undefined;
  };
  const decide = (jkt?: string): Decision => ({
    passed: failed === undefined,
    checks,
    ...(failed && { failed }),
    ...(jkt !== undefined && { jkt }),
  });

  let proof: Proof;
  try {
    proof = readProof(compact);
    note('syntax', 'a JWT with a "jwk" in its header', 'one');
  } catch (error) {
    if (!(error instanceof ProofSyntaxError)) throw error;
    note('syntax', error.message, `${compact.length} characters without it`, 'unreadable');
    return decide();
  }
  const { header, claims } = proof;

  if (!note('typ', 'dpop+jwt', show(header.typ), header.typ === 'dpop+jwt' ? undefined : 'wrong-typ')) return decide();
  const alg = PROOF_ALGORITHMS.find((name) => name === header.alg);
  if (!note('alg', PROOF_ALGORITHMS.join(', '), show(header.alg), alg ? undefined : 'wrong-alg')) return decide();

  if (hasPrivateMember(header.jwk)) {
    note('jwk', 'a public key', 'a key with its private members', 'private-key');
    return decide();
  }
  let jkt: string;
  let key: Awaited<ReturnType<typeof importJWK>>;
  try {
    const jwk = publicKeyOf(header.jwk);
    jkt = await thumbprint(jwk);
    key = await importJWK(jwk, alg);
    note('jwk', 'a public key', `${show(header.jwk.kty)} with thumbprint ${jkt}`);
  } catch {
    note('jwk', `a public key for ${alg}`, `a ${show(header.jwk.kty)} key that cannot be used`, 'unusable-key');
    return decide();
  }
  const signed = await compactVerify(compact, key, { algorithms: [alg!] }).then(
    () => true,
    () => false,
  );
  const signature = signed ? 'a good one' : 'one that does not verify';
  if (!note('signature', 'by the key in the header', signature, signed ? undefined : 'bad-signature')) return decide();

  const { htm, htu, now, isNonce, accessToken, remember } = expectation;
  const passed =
    note('htm', htm, show(claims.htm), claims.htm === htm ? undefined : 'wrong-htm') &&
    note('htu', htu, show(claims.htu), sameHtu(claims.htu, htu) ? undefined : 'wrong-htu') &&
    note('iat', `${now - PROOF_LIFETIME} to ${now + CLOCK_LEEWAY}`, show(claims.iat), iatFault(claims.iat, now)) &&
    (claims.exp === undefined || note('exp', `a time after ${now}`, show(claims.exp), expFault(claims.exp, now))) &&
    (isNonce === undefined ||
      note('nonce', "one of the server's nonces", nonceShown(claims), nonceFault(claims.nonce, isNonce))) &&
    (accessToken === undefined || (await checkBinding(accessToken))) &&
    note('jti', 'a string that is not empty', show(claims.jti), isFilled(claims.jti) ? undefined : 'no-jti');

  if (passed && remember) {
    // A proof passes for PROOF_LIFETIME after its iat, which may itself be CLOCK_LEEWAY ahead.
    const fresh = remember(jkt, claims.jti as string, (claims.iat as number) + PROOF_LIFETIME + 1);
    note('replay', 'a jti not seen before', fresh ? 'a new one' : 'one seen before', fresh ? undefined : 'replayed');
  }
  return decide(jkt);

  async function checkBinding(token: { value: string; jkt: string }): Promise<boolean> {
    const expected = await ath(token.value);
    return (
      note('ath', expected, show(claims.ath), claims.ath === expected ? undefined : 'wrong-ath') &&
      note('jkt', token.jkt, jkt, jkt === token.jkt ? undefined : 'wrong-key')
    );
  }
}

function iatFault(iat: unknown, now: number): Fault | undefined {
  if (typeof iat !== 'number' || !Number.isFinite(iat)) return 'no-iat';
  if (iat > now + CLOCK_LEEWAY) return 'issued-in-future';
  return iat < now - PROOF_LIFETIME ? 'issued-too-long-ago' : undefined;
}

function expFault(exp: unknown, now: number): Fault | undefined {
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return 'bad-exp';
  return exp <= now ? 'expired' : undefined;
}

function nonceFault(nonce: unknown, isNonce: (nonce: string) => boolean): Fault | undefined {
  if (nonce === undefined) return 'no-nonce';
  return typeof nonce === 'string' && isNonce(nonce) ? undefined : 'unknown-nonce';
}

function nonceShown(claims: ProofClaims): string {
  return claims.nonce === undefined ? 'none' : 'a nonce';
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * A claim as text for a verdict: short, and plain about what is missing. Lists and objects are named only: none
 * belongs into a proof, and to print one that is nested deeply enough overflows the stack.
 */
function show(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

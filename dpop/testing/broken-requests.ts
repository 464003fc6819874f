import type { CheckName, Fault } from '../checks/check.js';
import { signerWith } from '../signer.js';
import { key, NOW, otherJkt, otherKey, type Change } from './good-request.js';

/** A request that fails one check, and one that is like it but for that. */
export interface BrokenRequest {
  check: CheckName;
  fault: Fault;
  broken: Change;
  twin: Change;
}

/** One for each check, in the order of the checks. */
// prettier-ignore
export const BROKEN_REQUESTS: readonly BrokenRequest[] = [
  { check: 'scheme', fault: 'wrong-scheme', broken: { token: { scheme: 'Bearer' } }, twin: { token: { scheme: 'DPoP' } } },
  { check: 'cnf', fault: 'unbound-token', broken: { token: { jkt: undefined } }, twin: {} },
  { check: 'proof', fault: 'no-proof', broken: { request: { proofs: [] } }, twin: {} },
  { check: 'syntax', fault: 'unreadable', broken: { header: { jwk: JSON.stringify(key.jwk) } }, twin: { header: { jwk: key.jwk } } },
  { check: 'typ', fault: 'wrong-typ', broken: { header: { typ: 'JWT' } }, twin: { header: { typ: 'dpop+jwt' } } },
  { check: 'alg', fault: 'wrong-alg', broken: { header: { alg: 'HS256' } }, twin: { header: { alg: 'ES256' } } },
  { check: 'jwk', fault: 'private-key', broken: { header: { jwk: { ...key.jwk, d: 'secret' } } }, twin: { header: { jwk: { ...key.jwk, kid: 'mine' } } } },
  { check: 'signature', fault: 'bad-signature', broken: { sign: signerWith(otherKey.privateKey) }, twin: { sign: signerWith(key.privateKey) } },
  { check: 'htm', fault: 'wrong-htm', broken: { claims: { htm: 'POST' } }, twin: { claims: { htm: 'POST' }, request: { method: 'POST' } } },
  { check: 'htu', fault: 'wrong-htu', broken: { claims: { htu: 'https://org.example/api/v1/apps' } }, twin: { claims: { htu: 'https://ORG.example:443/api/v1/users' } } },
  { check: 'iat', fault: 'issued-too-long-ago', broken: { claims: { iat: NOW - 301 } }, twin: { claims: { iat: NOW - 300 } } },
  { check: 'exp', fault: 'expired', broken: { claims: { exp: NOW } }, twin: { claims: { exp: NOW + 1 } } },
  { check: 'nonce', fault: 'unknown-nonce', broken: { claims: { nonce: 'bad nonce' } }, twin: { request: { isNonce: (nonce) => Promise.resolve(nonce === 'good nonce') } } },
  { check: 'ath', fault: 'wrong-ath', broken: { token: { value: 'another.access.token' } }, twin: {} },
  { check: 'jkt', fault: 'wrong-key', broken: { token: { jkt: otherJkt } }, twin: {} },
  { check: 'jti', fault: 'no-jti', broken: { claims: { jti: '' } }, twin: { claims: { jti: 'one' } } },
  { check: 'replay', fault: 'replayed', broken: { request: { remember: () => Promise.resolve(false) } }, twin: { request: { remember: () => Promise.resolve(true) } } },
];

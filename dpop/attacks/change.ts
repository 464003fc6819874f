import { ath } from '../ath.js';
import { makeProof } from '../make-proof.js';
import type { ProofKey } from '../proof-key.js';
import type { Signer } from '../signer.js';
import type { Loot } from './loot.js';

export type Header = readonly [name: string, value: string];

/** A request as it goes over the wire. Names of headers may repeat, and nothing is normalized on the way. */
export interface AttackRequest {
  method: string;
  /** Where to connect to. */
  origin: string;
  /** The target of the request line. */
  target: string;
  headers: Header[];
  /** A form. */
  body?: string;
}

/** What is different from the client's own request. */
export interface Change {
  /** Claims of the proof to set, or to remove by `undefined`. */
  claims?: (loot: Loot) => object | Promise<object>;
  /** Members of the proof's header to set, or to remove by `undefined`. */
  header?: (loot: Loot) => object | Promise<object>;
  /** The key of the proof; left out: the client's. */
  key?: (loot: Loot) => ProofKey | Promise<ProofKey>;
  sign?: (loot: Loot) => Signer;
  /** Changes the finished proof. */
  rewrite?: (proof: string) => string;
  /** The values of the `DPoP` headers; left out: the proof. */
  proofs?: (proof: string, loot: Loot) => string[] | Promise<string[]>;
  /** The token that is sent, and whose hash is in the proof; left out: the stolen one. */
  token?: (loot: Loot) => string | Promise<string>;
  /** The `Authorization` headers; left out: one with the scheme `DPoP` and the token. */
  authorization?: (token: string) => string[];
  /** Other headers, in the place of those with the same name. */
  headers?: (loot: Loot) => Header[];
  /** The target of the request line; left out: that of the resource. */
  target?: (loot: Loot) => string;
  /** The method of the request and of the proof, unless `claims` has another. */
  method?: string;
  /** A form to send. It is in no proof. */
  body?: string;
}

/** The address without query and fragment: what `htu` has to be (RFC 9449 section 4.2). */
export function addressOf({ resource }: Loot): string {
  return resource.origin + resource.pathname;
}

/**
 * Makes the client's own request, but for a change.
 *
 * @example
 * const request = await requestWith(loot, { claims: () => ({ htm: 'POST' }) });
 */
export async function requestWith(loot: Loot, change: Change = {}): Promise<AttackRequest> {
  const { resource, nonce } = loot;
  const { method = methodOf(loot), body = await loot.grant?.() } = change;
  const token = loot.grant ? undefined : ((await change.token?.(loot)) ?? loot.accessToken);
  const claims = {
    htm: method,
    htu: addressOf(loot),
    ...(token !== undefined && { ath: await ath(token) }),
    ...(nonce !== undefined && { nonce }),
    ...(await change.claims?.(loot)),
  };
  const made = await makeProof((await change.key?.(loot)) ?? loot.key, claims, {
    header: (await change.header?.(loot)) ?? {},
    ...(change.sign && { sign: change.sign(loot) }),
  });
  const proof = change.rewrite?.(made) ?? made;
  const authorization = token === undefined ? [] : (change.authorization?.(token) ?? [`DPoP ${token}`]);
  const others = change.headers?.(loot) ?? [];
  const own: Header[] = [
    ['Host', resource.host],
    ['Accept', 'application/json'],
    ...authorization.map((value): Header => ['Authorization', value]),
    ...((await change.proofs?.(proof, loot)) ?? [proof]).map((value): Header => ['DPoP', value]),
  ];
  const replaced = new Set(others.map(([name]) => name));
  const request = {
    method,
    origin: resource.origin,
    target: change.target?.(loot) ?? resource.pathname + resource.search,
    headers: [...own.filter(([name]) => name !== 'Host' || !replaced.has(name)), ...others],
  };
  return body === undefined ? request : withBody(request, body);
}

/** The method of the client's own request. */
export const methodOf = ({ grant }: Loot): string => (grant ? 'POST' : 'GET');

/** A method that is not that of the client's own request. */
export const otherMethod = ({ grant }: Loot): string => (grant ? 'GET' : 'POST');

/** A request with another body, which is a form. */
export function withBody(request: AttackRequest, body: string): AttackRequest {
  const headers = request.headers.filter(([name]) => !['Content-Type', 'Content-Length'].includes(name));
  return { ...request, headers: [...formHeaders(body), ...headers], body };
}

function formHeaders(body: string): Header[] {
  return [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Length', String(new TextEncoder().encode(body).length)],
  ];
}

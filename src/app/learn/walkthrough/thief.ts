import { inject, Injectable } from '@angular/core';
import { OKTA_CONFIG, Session } from '../../auth';
import { ath } from '../../../../dpop/ath';
import { makeProof } from '../../../../dpop/make-proof';
import { quote } from '../export/curl';
import { InspectorRecord } from '../record/inspector-record';
import { keyPairs, type KeyPair } from '../tokens/key-pairs';
import { parseChallenge } from '../view/verdict';
import type { OutsideCall } from './steps/facts';

/** A request as a thief would send it: past the app. */
export interface Loot {
  url: string;
  headers: Record<string, string>;
}

/** How old a proof may be that is sent again, in milliseconds: the org takes those of the last five minutes. */
const MAX_AGE = 240_000;

/** Has what a script of this page has: the token, the proofs that were made, and the use of the key. */
@Injectable({ providedIn: 'root' })
export class Thief {
  readonly #session = inject(Session);
  readonly #record = inject(InspectorRecord);
  readonly #api = `${new URL(inject(OKTA_CONFIG).issuer).origin}/api/v1`;

  readonly users = `${this.#api}/users`;
  readonly apps = `${this.#api}/apps`;

  /** The token, sent as a bearer token. */
  asBearer(...urls: string[]): Loot[] {
    const token = this.#token();
    return token === undefined ? [] : urls.map((url) => ({ url, headers: { Authorization: `Bearer ${token}` } }));
  }

  /** The token and a proof that has passed, at another address and at its own; none without such a proof. */
  withUsedProof(): Loot[] {
    const token = this.#token();
    const proof = this.#usedProof();
    if (token === undefined || proof === undefined) return [];
    return [this.apps, this.users].map((url) => ({ url, headers: { Authorization: `DPoP ${token}`, DPoP: proof } }));
  }

  /** The token and a proof made with the key of this browser. */
  async withNewProof(): Promise<Loot[]> {
    const token = this.#token();
    const pair = await this.#pair();
    if (token === undefined || !pair) return [];
    const nonce = this.#record.newestNonce('api', this.users);
    const claims = { htm: 'GET', htu: this.users, ath: await ath(token), ...(nonce !== undefined && { nonce }) };
    const DPoP = await makeProof({ privateKey: pair.privateKey, jwk: pair.jwk, alg: 'RS256' }, claims);
    return [{ url: this.users, headers: { Authorization: `DPoP ${token}`, DPoP } }];
  }

  /** Sends them with `fetch`, past HttpClient and its interceptors. */
  async send(loot: readonly Loot[]): Promise<OutsideCall[]> {
    const calls: OutsideCall[] = [];
    for (const { url, headers } of loot) {
      const at = Date.now();
      const answer = await fetch(`${url}?limit=1`, { headers, credentials: 'omit', redirect: 'error' });
      const challenge = answer.headers.get('WWW-Authenticate');
      const parameters = challenge === null ? [] : parseChallenge(challenge).parameters;
      const reason = parameters.find(([name]) => name === 'error_description')?.[1];
      calls.push({
        id: answer.headers.get('X-Okta-Request-Id') ?? crypto.randomUUID(),
        ...{ at, noticed: at, path: new URL(url).pathname, status: answer.status },
        scheme: headers['DPoP'] === undefined ? 'Bearer' : 'DPoP',
        ...(reason !== undefined && { reason }),
      });
    }
    return calls;
  }

  /** Asks the browser for the private key, which refuses. */
  async exportKey(): Promise<{ thumbprint: string; extractable: boolean; outcome: string; at: number } | undefined> {
    const pair = await this.#pair();
    if (!pair) return undefined;
    const { thumbprint, privateKey } = pair;
    const facts = { thumbprint, extractable: privateKey.extractable, at: Date.now() };
    try {
      await crypto.subtle.exportKey('jwk', privateKey);
      return { ...facts, outcome: 'exported' };
    } catch (error) {
      return { ...facts, outcome: (error as DOMException).name };
    }
  }

  #token(): string | undefined {
    return this.#session.tokens().accessToken?.accessToken;
  }

  async #pair(): Promise<KeyPair | undefined> {
    return (await keyPairs())[0];
  }

  #usedProof(): string | undefined {
    const used = this.#record
      .exchanges()
      .filter(({ url, proof, answer }) => proof && answer?.status === 200 && url.split('?')[0] === this.users)
      .at(-1);
    return used && Date.now() - used.at < MAX_AGE ? this.#record.proofOf(used) : undefined;
  }
}

/** Commands that send them, from a terminal. @param shown without it, secrets are left out */
export function commandOf(loot: readonly Loot[], shown: boolean): string {
  return loot
    .map(({ url, headers }) => {
      const lines = Object.entries(headers).map(
        ([name, value]) => `-H ${quote(`${name}: ${shown ? value : hidden(value)}`)}`,
      );
      return [`curl -sS -i ${quote(`${url}?limit=1`)}`, ...lines].join(' \\\n  ');
    })
    .join('\n\n');
}

/** Leaves the scheme, and says how much is hidden. */
function hidden(value: string): string {
  const [, scheme = '', secret = ''] = /^(?:(\S+) )?(\S+)$/.exec(value) ?? [];
  return `${scheme && `${scheme} `}… ${secret.length} characters`;
}

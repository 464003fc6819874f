import { computed, inject, Injectable, signal } from '@angular/core';
import { OKTA_CONFIG, type DpopEvent, type RequestEvent } from '../../auth';
import { readProof } from '../../../../dpop/proof';
import { rsaBits } from '../../../../dpop/rsa-key';
import { thumbprint } from '../../../../dpop/thumbprint';
import { checkHere } from './checked-here';
import { isExchange, type Answer, type Entry, type Exchange, type Moment, type RecordedProof } from './entry';
import { measureExchange } from './performance-track';
import { nonceMark } from './nonce-mark';
import { CAPACITY, Ring } from './ring';
import { without } from './without';

const PAUSED = 'inspector-paused';
const KEEP = 'inspector-keep-secrets';

/** Everything that the session has done, in order and once. No entry has a token, a code, a nonce or a signature. */
@Injectable({ providedIn: 'root' })
export class InspectorRecord {
  readonly #okta = new URL(inject(OKTA_CONFIG).issuer).origin;
  readonly #ring = new Ring();
  readonly #entries = signal<readonly Entry[]>(this.#ring.read());
  readonly #paused = signal(stored(PAUSED));
  readonly #keepsSecrets = signal(stored(KEEP));

  /** Oldest first. */
  readonly entries = this.#entries.asReadonly();
  readonly paused = this.#paused.asReadonly();
  /** Whether whole proofs are kept in `sessionStorage`, which the user has to switch on. */
  readonly keepsSecrets = this.#keepsSecrets.asReadonly();
  /** Requests that were sent. */
  readonly exchanges = computed(() =>
    this.entries().filter((entry): entry is Exchange => isExchange(entry) && !entry.held),
  );

  /** Events are taken one after the other, since hashing is asynchronous. */
  #queue: Promise<unknown> = Promise.resolve();
  #nextId = (this.#entries().at(-1)?.id ?? 0) + 1;
  /** Attempts of this page whose answer is to come, and the first attempts of their calls. */
  readonly #open = new Map<string, number>();
  readonly #groups = new Map<number, number>();
  /** The mark of the newest nonce of each server: Okta's two have one origin, and only one of them may ask for nonces. */
  readonly #nonces = new Map<string, string>();
  readonly #seen = new Set<string>();
  /** The newest nonces themselves, in memory alone: for a command that the user asks for. */
  readonly #wholeNonces = new Map<string, string>();
  /** Whole proofs of this page, in memory alone: to verify them again, and to copy them. */
  readonly #proofs = new Map<number, string>();

  /** @returns when the event is in the storage */
  take(event: DpopEvent, at: number): Promise<unknown> {
    this.#queue = this.#queue.then(() => this.#take(event, at)).catch(reportError);
    return this.#queue;
  }

  entry(id: number | undefined): Entry | undefined {
    return this.entries().find((entry) => entry.id === id);
  }

  /** The whole proof of an exchange of this page, or one that was kept. */
  proofOf(exchange: Exchange): string | undefined {
    return this.#proofs.get(exchange.id) ?? exchange.proof?.compact;
  }

  /** The newest nonce of a server. It is in memory only. */
  newestNonce(lane: Exchange['lane'], url: string): string | undefined {
    return this.#wholeNonces.get(lane + new URL(url).origin);
  }

  clear(): void {
    this.#ring.clear();
    this.#proofs.clear();
    this.#open.clear();
    this.#groups.clear();
    this.#entries.set([]);
  }

  pause(paused: boolean): void {
    this.#paused.set(paused);
    store(PAUSED, paused);
  }

  /** Switched off, it removes what was kept. */
  keepSecrets(keep: boolean): void {
    this.#keepsSecrets.set(keep);
    store(KEEP, keep);
    if (keep) return;
    for (const entry of this.exchanges()) {
      if (!entry.proof?.compact) continue;
      this.#put({ ...entry, proof: without(entry.proof, 'compact') });
    }
  }

  /** Puts a request into the list that has not been sent. @returns what takes it away again */
  hold(request: Pick<Exchange, 'method' | 'url'>): () => void {
    const id = this.#nextId++;
    const entry: Exchange = {
      ...{ kind: 'exchange', id, group: id, at: Date.now(), attempt: 1, held: true },
      ...request,
      lane: this.#laneOf(request.url),
    };
    this.#entries.update((entries) => [...entries, entry]);
    return () => this.#entries.update((entries) => entries.filter((other) => other.id !== id));
  }

  async #take(event: DpopEvent, at: number): Promise<void> {
    if (event.type === 'answer' || event.type === 'fault') {
      const key = `${event.call}.${event.attempt}`;
      const exchange = this.entry(this.#open.get(key));
      this.#open.delete(key);
      if (!isExchange(exchange)) return; // It was cleared, or sent while the record was paused.
      const ended: Exchange =
        event.type === 'answer'
          ? { ...exchange, answer: await this.#answer(exchange, without(event, 'type', 'call', 'attempt')) }
          : { ...exchange, fault: without(event, 'type', 'call', 'attempt') };
      this.#put(ended);
      measureExchange(ended);
      return;
    }
    if (this.paused()) return;
    const entry = event.type === 'request' ? await this.#exchange(event, at) : await this.#moment(event, at);
    this.#put(entry);
  }

  async #exchange(event: RequestEvent, at: number): Promise<Exchange> {
    const { call, proof } = event;
    const request = without(event, 'type', 'call', 'proof');
    const id = this.#nextId++;
    const group = this.#groups.get(call) ?? id;
    this.#groups.set(call, group);
    this.#open.set(`${call}.${request.attempt}`, id);
    const { origin } = new URL(request.url);
    const exchange: Exchange = { kind: 'exchange', id, at, group, lane: this.#laneOf(request.url), ...request };
    if (proof === undefined && request.scheme !== 'DPoP' && request.scheme !== 'Bearer') return exchange;
    if (proof !== undefined) this.#proofs.set(id, proof);
    const checks = await checkHere(exchange, proof, {
      nonce: this.#nonces.get(exchange.lane + origin),
      mark: nonceMark,
      remember: (jkt, jti) => !this.#seen.has(jkt + jti) && !!this.#seen.add(jkt + jti),
      okta: origin === this.#okta,
    });
    return { ...exchange, ...(proof !== undefined && { proof: await this.#proof(proof) }), checks };
  }

  async #proof(compact: string): Promise<RecordedProof> {
    const { header, claims } = readProof(compact);
    const { nonce } = claims;
    return {
      header,
      claims: { ...claims, ...(typeof nonce === 'string' && { nonce: await nonceMark(nonce) }) },
      thumbprint: await thumbprint(header.jwk as Parameters<typeof thumbprint>[0]),
      length: compact.length,
      ...(this.keepsSecrets() && { compact }),
    };
  }

  async #answer({ url, lane }: Exchange, { nonce, ...answer }: Answer): Promise<Answer> {
    if (nonce === undefined) return answer;
    const mark = await nonceMark(nonce);
    this.#nonces.set(lane + new URL(url).origin, mark);
    this.#wholeNonces.set(lane + new URL(url).origin, nonce);
    return { ...answer, nonce: mark };
  }

  async #moment(event: Exclude<DpopEvent, { call: number }>, at: number): Promise<Moment> {
    const base = { id: this.#nextId++, at };
    if (event.type === 'keys-made') {
      const { jwk } = event;
      const algorithm = jwk.kty === 'RSA' ? `RSA ${rsaBits(jwk)}` : [jwk.kty, jwk.crv].join(' ');
      return { ...base, kind: 'keys-made', thumbprint: await thumbprint(jwk), algorithm };
    }
    const { type: kind, ...facts } = event;
    return { ...base, kind, ...facts } as Moment;
  }

  #laneOf(url: string): Exchange['lane'] {
    const { origin, pathname } = new URL(url);
    return origin === this.#okta && /^\/(oauth2|\.well-known)\//.test(pathname) ? 'auth' : 'api';
  }

  #put(entry: Entry): void {
    this.#entries.update((entries) => {
      const index = entries.findIndex(({ id }) => id === entry.id);
      return index < 0 ? [...entries, entry] : [...entries.slice(0, index), entry, ...entries.slice(index + 1)];
    });
    const { length } = this.entries();
    if (length > CAPACITY) this.#drop(length - CAPACITY);
    while (!this.#ring.write(entry) && this.entries().length > 1 && this.#ring.read().length > 0) this.#drop(50);
  }

  /** Removes the oldest entries. */
  #drop(count: number): void {
    for (const entry of this.entries().slice(0, count)) {
      this.#ring.delete(entry);
      this.#proofs.delete(entry.id);
    }
    this.#entries.update((entries) => entries.slice(count));
  }
}

function stored(key: string): boolean {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false; // Storage is blocked.
  }
}

function store(key: string, on: boolean): void {
  try {
    if (on) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is blocked: the choice ends with the page.
  }
}

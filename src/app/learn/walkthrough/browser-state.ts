import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { decodeJwt } from 'jose';
import { Session } from '../../auth';
import { ath } from '../../../../dpop/ath';
import { InspectorRecord } from '../record/inspector-record';
import { keyPairs } from '../tokens/key-pairs';
import type { BrowserFacts } from './steps/facts';

/** Which token and which keys are in this browser now. */
@Injectable({ providedIn: 'root' })
export class BrowserState {
  readonly #session = inject(Session);
  readonly facts = signal<BrowserFacts>({ keys: [] });

  constructor() {
    const { entries } = inject(InspectorRecord);
    effect(() => {
      this.#session.user();
      entries();
      untracked(() => void this.refresh());
    });
  }

  async refresh(): Promise<void> {
    const { accessToken } = this.#session.tokens();
    const token = accessToken && {
      type: accessToken.tokenType,
      hash: await ath(accessToken.accessToken),
      ...keyOf(accessToken.accessToken),
    };
    const facts = { token, keys: (await keyPairs()).map(({ thumbprint }) => thumbprint) };
    if (JSON.stringify(facts) !== JSON.stringify(this.facts())) this.facts.set(facts);
  }
}

/** The thumbprint of the key that a token is bound to (RFC 9449 section 6.1). */
function keyOf(accessToken: string): { thumbprint?: string } {
  try {
    const jkt = decodeJwt<{ cnf?: { jkt?: string } }>(accessToken).cnf?.jkt;
    return jkt === undefined ? {} : { thumbprint: jkt };
  } catch {
    return {}; // It is opaque.
  }
}

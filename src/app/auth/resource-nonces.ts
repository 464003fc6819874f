import { Injectable } from '@angular/core';

/**
 * The newest DPoP nonce of each resource server (RFC 9449 section 9), for this page only. A nonce is no secret, and
 * it is never used for another origin than the one that gave it.
 */
@Injectable({ providedIn: 'root' })
export class ResourceNonces {
  readonly #byOrigin = new Map<string, string>();

  /** @param url an address at the server; only its origin counts */
  get(url: string): string | undefined {
    return this.#byOrigin.get(new URL(url).origin);
  }

  /** Keeps what an answer carried; an answer without a nonce changes nothing (RFC 9449 section 8.2). */
  remember(url: string, nonce: string | null): void {
    if (nonce) this.#byOrigin.set(new URL(url).origin, nonce);
  }
}

import type { OktaAuth } from '@okta/okta-auth-js';

/**
 * Why this browser cannot bind tokens to a key, in words for people; undefined when it can.
 *
 * @param oktaAuth its `features.isDPoPSupported()` has the last word
 */
export function dpopUnsupportedReason(oktaAuth: OktaAuth): string | undefined {
  if (!globalThis.isSecureContext) {
    return 'This page was not loaded over https (or from localhost), so the browser withholds its cryptography.';
  }
  // The types promise what only a secure context has.
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (!crypto?.subtle) return 'This browser offers no Web Crypto (crypto.subtle), which makes and uses the key.';
  if (typeof globalThis.indexedDB === 'undefined') {
    return 'This browser offers no IndexedDB, where the key is kept. Some private modes switch it off.';
  }
  return oktaAuth.features.isDPoPSupported() ? undefined : 'This browser lacks what okta-auth-js needs to make proofs.';
}

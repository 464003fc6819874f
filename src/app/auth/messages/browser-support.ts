import type { Problem } from './problem';

const REMEDY = 'Use a current browser, over https or on localhost, not in a mode that switches storage off.';

/** Names of the errors of a browser that will not store, in contrast to those that the next attempt may not meet. */
const PERMANENT = ['InvalidStateError', 'NotSupportedError', 'SecurityError'];

/**
 * What this browser lacks to keep a session or, with DPoP, a key; undefined when the error is not about that.
 *
 * @param error what a sign-in or a request failed with
 * @param dpop whether keys are needed
 */
export function browserFault(error: unknown, dpop: boolean): Problem | undefined {
  const title = dpop ? 'This browser cannot do DPoP' : 'This browser cannot sign in here';
  const reason = unsupportedReason(dpop);
  if (reason) return { title, detail: reason, remedy: REMEDY };
  if (!(error instanceof Error) || error.name === 'TimeoutError') return undefined;
  const detail = `This browser would not store what a sign-in needs: ${error.message} (${error.name}).`;
  // The second one is from okta-auth-js: an AuthSdkError, or an AuthApiError where it was about to cache an answer.
  if (error.name === 'QuotaExceededError' || error.message.startsWith('Unable to set storage')) {
    return {
      title: 'The storage of this browser is full',
      detail,
      remedy: 'Delete data of this site, or of others, then try again.',
    };
  }
  if (!(error instanceof DOMException)) return undefined;
  return PERMANENT.includes(error.name)
    ? { title, detail: `${detail} Its storage is broken, or switched off in this mode.`, remedy: REMEDY }
    : {
        title: 'The storage of this browser failed',
        detail,
        remedy: 'Try again. If it stays, close other tabs of this app, or restart the browser.',
      };
}

function unsupportedReason(dpop: boolean): string | undefined {
  return (
    storageReason(() => globalThis.localStorage) ??
    storageReason(() => globalThis.sessionStorage) ??
    (dpop ? dpopReason() : undefined)
  );
}

function storageReason(storage: () => Storage | null): string | undefined {
  try {
    // A read is enough: who blocks storage lets no script near it. Whether it is full, a write will tell.
    if (storage()?.getItem('okta-token-storage') !== undefined) return undefined;
  } catch {
    // Said below.
  }
  return 'This browser blocks the storage of this site, where the sign-in is kept. Allow site data for this address.';
}

function dpopReason(): string | undefined {
  if (!globalThis.isSecureContext) {
    return 'This page was not loaded over https (or from localhost), so the browser withholds its cryptography.';
  }
  // The types promise what only a secure context has.
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (!crypto?.subtle) return 'This browser offers no Web Crypto (crypto.subtle), which makes and uses the key.';
  return hasIndexedDb()
    ? undefined
    : 'This browser offers no IndexedDB, where the key is kept. Some private modes switch it off.';
}

function hasIndexedDb(): boolean {
  try {
    return typeof globalThis.indexedDB !== 'undefined' && (globalThis.indexedDB as IDBFactory | null) !== null;
  } catch {
    return false;
  }
}

/**
 * Why this browser cannot keep a session, or with DPoP cannot bind tokens to a key, in words for people; undefined
 * when it can.
 *
 * @param dpop whether keys are needed
 */
export function unsupportedReason(dpop: boolean): string | undefined {
  return (
    storageReason(() => globalThis.localStorage) ??
    storageReason(() => globalThis.sessionStorage) ??
    (dpop ? dpopReason() : undefined)
  );
}

/** Why an error means that this browser cannot keep tokens or keys; undefined for errors of another kind. */
export function unsupportedBecauseOf(error: unknown): string | undefined {
  if (error instanceof DOMException) {
    return `This browser would not store what a sign-in needs: ${error.message} (${error.name}). Its storage is full, broken, or switched off in this mode.`;
  }
  // From okta-auth-js: an AuthSdkError, or an AuthApiError where it was about to cache an answer.
  return error instanceof Error && error.message.startsWith('Unable to set storage')
    ? 'This browser would not store what a sign-in needs: its storage is full. Delete data of this site, or of others.'
    : undefined;
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

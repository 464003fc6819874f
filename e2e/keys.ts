import type { Page } from '@playwright/test';

/** What page script can learn about a key pair of okta-auth-js. */
export interface StoredKey {
  id: string;
  algorithm: string;
  extractable: boolean;
  /** Names of the errors that came of trying to export the private key, by format. */
  exportErrors: string[];
}

/** The DPoP keys in this origin's IndexedDB, looked at as any script of the page could. */
export function storedKeys(page: Page): Promise<StoredKey[]> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message));
      });
    // To open a database that is not there would make it, without the store that okta-auth-js expects in it.
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === 'OktaAuthJs')) return [];
    const database = await settled(indexedDB.open('OktaAuthJs'));
    const store = database.transaction('DPoPKeys').objectStore('DPoPKeys');
    const [ids, pairs] = await Promise.all([
      settled(store.getAllKeys() as IDBRequest<string[]>),
      settled(store.getAll() as IDBRequest<CryptoKeyPair[]>),
    ]);
    database.close();
    return Promise.all(
      pairs.map(async ({ privateKey }, index) => ({
        id: ids[index]!,
        algorithm: privateKey.algorithm.name,
        extractable: privateKey.extractable,
        exportErrors: await Promise.all(
          (['jwk', 'pkcs8'] as const).map((format) =>
            crypto.subtle.exportKey(format, privateKey).then(
              () => 'none',
              (error: unknown) => (error as Error).name,
            ),
          ),
        ),
      })),
    );
  });
}

/** Puts key pairs into the store that belong to no token, as failed sign-ins leave them behind. */
export function addOrphanKeys(page: Page, count: number): Promise<void> {
  return page.evaluate(async (amount) => {
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    };
    const pairs = await Promise.all(
      Array.from({ length: amount }, () => crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])),
    );
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('OktaAuthJs', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('DPoPKeys');
      opening.onerror = () => reject(new Error(opening.error?.message));
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('DPoPKeys', 'readwrite');
        pairs.forEach((pair, index) => transaction.objectStore('DPoPKeys').add(pair, `orphan-${index}`));
        transaction.oncomplete = () => {
          opening.result.close();
          resolve();
        };
      };
    });
  }, count);
}

/**
 * Takes the DPoP keys away and leaves the rest, as clearing a part of the site data does. Runs in the page: for
 * `evaluate` of either driver.
 */
export function deleteKeys(): Promise<void> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('OktaAuthJs');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('DPoPKeys', 'readwrite');
      transaction.objectStore('DPoPKeys').clear();
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

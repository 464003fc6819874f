import { exportJWK } from 'jose';
import { thumbprint } from '../../../../dpop/thumbprint';

/** Where okta-auth-js keeps its key pairs. */
export const KEY_DATABASE = 'OktaAuthJs';
export const KEY_STORE = 'DPoPKeys';

/** A key pair of this browser. */
export interface KeyPair {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: Awaited<ReturnType<typeof exportJWK>>;
  thumbprint: string;
}

/** The key pairs of this origin; none where there is no database, or it cannot be opened. */
export async function keyPairs(): Promise<KeyPair[]> {
  try {
    // To open a database that is not there would make it, without the store that okta-auth-js expects in it.
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === KEY_DATABASE)) return [];
    const pairs = await read();
    return await Promise.all(
      pairs.map(async ({ privateKey, publicKey }) => {
        const jwk = await exportJWK(publicKey);
        return { privateKey, publicKey, jwk, thumbprint: await thumbprint(jwk) };
      }),
    );
  } catch {
    return [];
  }
}

function read(): Promise<CryptoKeyPair[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(KEY_DATABASE);
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = database.transaction(KEY_STORE).objectStore(KEY_STORE).getAll();
      request.onerror = () => reject(request.error!);
      request.onsuccess = () => {
        database.close();
        resolve(request.result as CryptoKeyPair[]);
      };
    };
  });
}

import { withTimeout } from './with-timeout';

/** The database in which okta-auth-js keeps its key pairs, for all apps of an origin. */
const DATABASE = 'OktaAuthJs';
const STORE = 'DPoPKeys';

/** How long the database may take to answer, in milliseconds. */
const TIMEOUT = 2000;

/** The key pair with this ID, if it can sign. Throws the DOMException of a browser that cannot open the database. */
export async function findKey(pairId: string | undefined): Promise<CryptoKeyPair | undefined> {
  if (pairId === undefined) return undefined;
  const pair = await inKeyStore((store) => store.get(pairId) as IDBRequest<Partial<CryptoKeyPair> | undefined>);
  return pair?.privateKey instanceof CryptoKey ? (pair as CryptoKeyPair) : undefined;
}

/** The IDs of all key pairs. */
export async function keyIds(): Promise<string[]> {
  return (await inKeyStore((store) => store.getAllKeys())) as string[];
}

export async function deleteKey(pairId: string): Promise<void> {
  await inKeyStore((store) => store.delete(pairId));
}

/** okta-auth-js waits for ever for a database without its store, which something else has made. */
export async function mendKeyStore(): Promise<void> {
  await openKeyStore().then(
    (database) => database.close(),
    () => undefined, // Whoever needs a key says so.
  );
}

async function inKeyStore<T>(ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openKeyStore();
  try {
    return await answerTo(ask(database.transaction(STORE, 'readwrite').objectStore(STORE)));
  } finally {
    database.close();
  }
}

async function openKeyStore(): Promise<IDBDatabase> {
  const database = await open().catch((error: unknown) => {
    if ((error as DOMException).name === 'VersionError') return undefined;
    throw error;
  });
  if (database?.objectStoreNames.contains(STORE)) return database;
  database?.close();
  await answerTo(indexedDB.deleteDatabase(DATABASE));
  return open();
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return answerTo(opening);
}

function answerTo<T>(request: IDBRequest<T>): Promise<T> {
  const answer = new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  return withTimeout(answer, TIMEOUT, new DOMException('The key store does not answer.', 'UnknownError'));
}

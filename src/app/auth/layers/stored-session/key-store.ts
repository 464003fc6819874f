/** The database in which okta-auth-js keeps its key pairs. It offers to delete the key of its tokens, or all. */
const DATABASE = 'OktaAuthJs';
const STORE = 'DPoPKeys';

/** Whether the key pair is there. Throws the DOMException of a browser that cannot open the database. */
export async function hasKey(pairId: string | undefined): Promise<boolean> {
  return pairId !== undefined && (await inKeyStore((store) => store.count(pairId))) > 0;
}

/** Deletes every key pair but one: those of sign-ins that failed, or that a newer one has replaced. */
export async function keepOnlyKey(pairId: string | undefined): Promise<void> {
  for (const id of await inKeyStore((store) => store.getAllKeys())) {
    if (id !== pairId) await inKeyStore((store) => store.delete(id));
  }
}

function inKeyStore<T>(ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    // Without its store the database would be of no use to okta-auth-js.
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, 'readwrite');
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error!);
      };
    };
  });
}

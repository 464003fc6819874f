import { createServiceClient } from '../client/client.js';
import type { ServiceClient, ServiceClientConfig } from '../client/service-client.js';
import type { ServiceEvent } from '../events.js';
import { readSigningKey, type SigningKey } from '../keys/signing-key.js';
import { generateKeyPairSync } from 'node:crypto';

/** Two EC keys and an RSA key. */
export const clientKey = await ecKey();
export const proofKey = await ecKey();
export const rsaKey = await readSigningKey(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs1' }),
);

function ecKey(): Promise<SigningKey> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return readSigningKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

export const SERVICE_APP = '0oa1service00SERVICE';
export const BEARER_SERVICE_APP = '0oa1bearersvc0BEARER';

/** A client that records its events. */
export interface ObservedClient extends ServiceClient {
  events: ServiceEvent[];
  /** The reasons for its retries. */
  retries: () => string[];
}

/** A client of an org, with DPoP unless `proofKey` is set to undefined. */
export function clientAt(orgUrl: string, changes: Partial<ServiceClientConfig> = {}): ObservedClient {
  const events: ServiceEvent[] = [];
  const { proofKey: key = proofKey, observe, ...rest } = changes;
  const bearer = 'proofKey' in changes && changes.proofKey === undefined;
  const client = createServiceClient({
    orgUrl,
    clientId: bearer ? BEARER_SERVICE_APP : SERVICE_APP,
    scopes: ['okta.users.read'],
    clientKey,
    observe: (event) => {
      events.push(event);
      observe?.(event);
    },
    ...(!bearer && { proofKey: key }),
    ...rest,
  });
  return {
    ...client,
    events,
    retries: () => events.flatMap((event) => (event.type === 'retry' ? [event.reason] : [])),
  };
}

/** The items of all pages. */
export async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

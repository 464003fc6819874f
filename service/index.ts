/**
 * The service client as a module: a client of an Okta org with client credentials, `private_key_jwt` and DPoP.
 *
 * @example
 * const client = createServiceClient({ orgUrl, clientId, scopes: ['okta.users.read'], clientKey, proofKey });
 * for await (const page of client.users()) console.log(page.length);
 */
export { createServiceClient } from './client/client.js';
export type {
  ApiResponse,
  App,
  CallOptions,
  PageOptions,
  ServiceClient,
  ServiceClientConfig,
  User,
} from './client/client.js';
export { ServiceError, type ServiceErrorCode } from './errors/service-error.js';
export type { Exchange, HttpResponse, IssuedToken, Observe, ServiceEvent } from './events.js';
export { readSigningKey, type SigningKey } from './keys/signing-key.js';

/**
 * The service client as a module: a client of an Okta org with client credentials, `private_key_jwt` and DPoP.
 *
 * @example
 * const client = createServiceClient({ orgUrl, clientId, scopes: ['okta.users.read'], clientKey, proofKey });
 * for await (const page of client.users()) console.log(page.length);
 */
export type { App, User } from './client/api-resources.js';
export { createServiceClient } from './client/client.js';
export type {
  ApiResponse,
  CallOptions,
  PageOptions,
  ServiceClient,
  ServiceClientConfig,
} from './client/service-client.js';
export { ServiceError, type ServiceErrorCode } from './errors/service-error.js';
export type { Exchange, HttpResponse, IssuedToken, Observe, ServiceEvent } from './events.js';
export type { ProxySettings } from './http/proxy.js';
export { readSigningKey, type SigningKey } from './keys/signing-key.js';

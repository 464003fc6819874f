import type { IssuedToken, Observe } from '../events.js';
import type { ProxySettings } from '../http/proxy.js';
import type { SigningKey } from '../keys/signing-key.js';
import type { Wait } from '../retries/wait.js';
import type { Secrets } from '../secrets.js';
import type { App, User } from './api-resources.js';

export interface ServiceClientConfig {
  /** The org's origin, such as `https://dev-123456.okta.com`. */
  orgUrl: string;
  clientId: string;
  /** The scopes to request. */
  scopes: readonly string[];
  /** Authenticates the client (`private_key_jwt`, RFC 7523). */
  clientKey: SigningKey;
  /** Signs the proofs, and binds the token (RFC 9449). It must differ from `clientKey`. Without it: bearer tokens. */
  proofKey?: SigningKey | undefined;
  /**
   * Calls the API without proofs, with the bound token as a bearer token, which the org refuses (RFC 9449 section 7.1). To
   * show what the binding is for.
   */
  omitProofs?: boolean | undefined;
  /** Seconds for each request and its response. Default: 60. */
  timeout?: number | undefined;
  /** Seconds that a call waits for its turn at most if the rate limit of the org is used up. Default: 600. */
  rateLimitTimeout?: number | undefined;
  /** The proxy. Default: that of the environment (`HTTPS_PROXY` and `NO_PROXY`). */
  proxy?: ProxySettings | undefined;
  /** Receives exchanges, retries, waits and notices. */
  observe?: Observe | undefined;
  /** Waits before a retry, and for a rate limit. Default: by the clock. */
  wait?: Wait | undefined;
  /** Aborts all operations of the client. */
  signal?: AbortSignal | undefined;
  /** Remembers what is sent, and strikes it out of error messages. Default: one of its own. */
  secrets?: Secrets | undefined;
}

export interface CallOptions {
  /** Sent as JSON. Values that JSON cannot represent are refused, such as a `FormData` or a `Map`. */
  body?: unknown;
  headers?: Record<string, string> | undefined;
}

/** A successful response of the API. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  /** The parsed JSON; the text of any other type; undefined if there is no body. */
  body: unknown;
}

export interface PageOptions {
  limit?: number | undefined;
}

export interface ServiceClient {
  /**
   * Calls the org's API with the access token and, with DPoP, a new proof for each attempt.
   *
   * @param path a path of the org with an optional query
   * @throws ServiceError for any status but 2xx
   */
  call(method: string, path: string, options?: CallOptions): Promise<ApiResponse>;
  /** The users, page by page. `limit` is the number of users on a page; default: 200. */
  users(options?: PageOptions): AsyncGenerator<User[], void, undefined>;
  /** The apps, page by page. */
  apps(options?: PageOptions): AsyncGenerator<App[], void, undefined>;
  /** The access token for calls. Requests one if there is none. */
  token(): Promise<IssuedToken>;
}

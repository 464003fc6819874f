import {
  allowInsecureRequests,
  clientCredentialsGrant,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { AccessTokens, decodeClaims } from './access-tokens.js';
import type { z } from 'zod';
import { appSchema, userSchema, type App, type User } from './api-resources.js';
import { apiUrl } from '../http/api-url.js';
import { clientAuthentication } from './client-authentication.js';
import { dpopHandle } from './dpop-handle.js';
import type { HttpResponse, IssuedToken, Observe } from '../events.js';
import type { ExchangeFetch } from '../http/exchange-fetch.js';
import { jsonBody } from './json-body.js';
import { nextPage } from './next-page.js';
import { parseJson } from '../json/parse-json.js';
import { isLoopback } from '../configuration/org-url.js';
import { isInvalidToken, PROXY_REMEDY, responseError } from '../errors/response-error.js';
import { isIdempotent, waitByClock, type Wait } from '../retries/retry-policy.js';
import { Secrets } from '../secrets.js';
import { ServiceError } from '../errors/service-error.js';
import type { SigningKey } from '../keys/signing-key.js';
import { isSuccess, unwrapClientError, withRetries } from '../retries/with-retries.js';

export type { App, User };

/** The methods that `fetch` sends without a body. */
const WITHOUT_BODY = ['GET', 'HEAD'];

const TOKEN_PATH = '/oauth2/v1/token';

/** Seconds. Used if a token response has no `expires_in`, which Okta always sends. */
const DEFAULT_LIFETIME = 60;

export interface ServiceClientConfig {
  /** The org's origin, as {@link readOrgUrl} returns it. */
  orgUrl: string;
  clientId: string;
  /** The scopes to request. */
  scopes: readonly string[];
  /** Authenticates the client (`private_key_jwt`, RFC 7523). */
  clientKey: SigningKey;
  /** Signs the proofs, and binds the token (RFC 9449). It must differ from `clientKey`. Without it: bearer tokens. */
  proofKey?: SigningKey;
  /**
   * Calls the API without proofs, with the bound token as a bearer token, which the org refuses (RFC 9449 section 7.1). To
   * show what the binding is for.
   */
  omitProofs?: boolean;
  /** Seconds for each request and its response. Default: 60. */
  timeout?: number;
  /** Receives exchanges, retries and notices. */
  observe?: Observe;
  /** Waits before a retry. Default: by the clock. */
  wait?: Wait;
  /** Aborts all operations of the client. */
  signal?: AbortSignal;
  /** Remembers what is sent, and strikes it out of error messages. Default: one of its own. */
  secrets?: Secrets;
}

export interface CallOptions {
  /** Sent as JSON. Values that JSON cannot represent are refused, such as a `FormData` or a `Map`. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A successful response of the API. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  /** The parsed JSON; the text of any other type; undefined if there is no body. */
  body: unknown;
}

export interface PageOptions {
  limit?: number;
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

/**
 * Creates a client of an Okta org: client credentials with `private_key_jwt` and, with a proof key, DPoP. The client keeps
 * the access token and the nonces, so use one client for all calls.
 *
 * @example
 * const client = createServiceClient({ orgUrl, clientId, scopes: ['okta.users.read'], clientKey, proofKey });
 * for await (const page of client.users()) console.log(page.length);
 */
export function createServiceClient(config: ServiceClientConfig): ServiceClient {
  const { orgUrl, clientId, scopes, clientKey, proofKey, signal } = config;
  if (proofKey?.jkt === clientKey.jkt) {
    throw new ServiceError(
      'ERR_CONFIGURATION',
      'The same key signs proofs and authenticates the client. Expected two different keys.',
    );
  }
  const observe = config.observe ?? (() => undefined);
  const secrets = config.secrets ?? new Secrets();
  const shared = { observe, timeout: (config.timeout ?? 60) * 1000, wait: config.wait ?? waitByClock, signal };
  const authentication = clientAuthentication(clientKey, orgUrl + TOKEN_PATH);
  // One handle for each server: a nonce is valid only at the server that issued it (RFC 9449 section 9).
  const tokenProofs = proofKey && { DPoP: dpopHandle(configuration(), proofKey) };
  const apiProofs = config.omitProofs ? undefined : proofKey && { DPoP: dpopHandle(configuration(), proofKey) };
  const tokens = new AccessTokens(requestToken);

  return {
    call,
    users: (options) => paginate('/api/v1/users', userSchema, options),
    apps: (options) => paginate('/api/v1/apps', appSchema, options),
    token: () => tokens.current(),
  };

  /** The configuration of openid-client for one operation, since it contains that operation's `fetch`. */
  function configuration(exchanges?: ExchangeFetch): Configuration {
    // The paths are the same at each org, so discovery is not needed.
    const server = { issuer: orgUrl, token_endpoint: orgUrl + TOKEN_PATH };
    const result = new Configuration(server, clientId, undefined, authentication);
    result.timeout = 0; // ExchangeFetch has its own
    if (exchanges) result[customFetch] = exchanges.fetch;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated as a warning; nothing leaves the machine
    if (isLoopback(orgUrl)) allowInsecureRequests(result);
    return result;
  }

  async function requestToken(): Promise<IssuedToken> {
    const request = { operation: `POST ${TOKEN_PATH}`, orgUrl, clientId, scopes, secrets };
    // This POST can be repeated: its only effect is a token.
    return withRetries({ ...shared, request, repeatable: true }, async (exchanges) => {
      const parameters = { scope: scopes.join(' ') };
      return readTokenResponse(await clientCredentialsGrant(configuration(exchanges), parameters, tokenProofs));
    });
  }

  function readTokenResponse(response: {
    access_token: string;
    token_type: string;
    expires_in?: number;
    scope?: string;
  }): IssuedToken {
    const { access_token: accessToken, expires_in: expiresIn = DEFAULT_LIFETIME } = response;
    const tokenType = response.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
    if (proofKey && tokenType === 'Bearer') {
      throw new ServiceError(
        'ERR_TOKEN_TYPE',
        'The org issued a bearer token although the request had a proof: the app does not require DPoP.',
        'Admin Console → Applications → the app → General → General Settings → Proof of possession: select the checkbox. Or use --bearer.',
      );
    }
    if (!proofKey && tokenType === 'DPoP') {
      throw new ServiceError(
        'ERR_TOKEN_TYPE',
        'The org issued a DPoP token although the request had no proof.',
        'Leave out --bearer.',
      );
    }
    expectHeaderText(accessToken);
    const granted = response.scope?.split(' ').filter(Boolean) ?? [...scopes];
    const missing = scopes.filter((scope) => !granted.includes(scope));
    if (missing.length > 0) {
      observe({
        type: 'notice',
        message: `Scopes that are not granted to the app: ${missing.join(', ')} (Admin Console → Applications → the app → Okta API Scopes).`,
      });
    }
    return { accessToken, tokenType, expiresIn, scopes: granted, claims: decodeClaims(accessToken) };
  }

  async function call(method: string, path: string, { body, headers }: CallOptions = {}): Promise<ApiResponse> {
    const url = apiUrl(orgUrl, path);
    const verb = method.toUpperCase();
    const request = { operation: `${verb} ${url.pathname}`, orgUrl, clientId, scopes, secrets };
    const json = body === undefined ? undefined : jsonBody(body);
    if (json !== undefined && WITHOUT_BODY.includes(verb)) {
      throw new ServiceError('ERR_USAGE', `${verb} cannot have a body.`, 'Use the query of the path instead.');
    }
    const requestHeaders = {
      Accept: 'application/json',
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    };
    let tokenReplaced = false;
    return withRetries({ ...shared, request, repeatable: isIdempotent(verb) }, async (exchanges) => {
      const token = await tokens.current();
      let response = await send(token);
      if (isInvalidToken(response) && !tokenReplaced) {
        tokenReplaced = true;
        tokens.discard(token);
        observe({ type: 'retry', reason: 'the org rejected the access token', seconds: 0 });
        response = await send(await tokens.current());
      }
      if (!isSuccess(response)) throw responseError(response, request);
      const { status } = response;
      return { status, headers: response.headers, body: readBody(response, request.operation) };

      async function send({ accessToken }: IssuedToken): Promise<HttpResponse> {
        try {
          await fetchProtectedResource(
            configuration(exchanges),
            accessToken,
            url,
            verb,
            json,
            new Headers(requestHeaders),
            apiProofs,
          );
        } catch (error) {
          // openid-client throws at a challenge. Here it is a response like any other.
          if (!exchanges.lastResponse || unwrapClientError(error) instanceof ServiceError) throw error;
        }
        return exchanges.lastResponse!;
      }
    });
  }

  async function* paginate<Item>(
    path: string,
    schema: z.ZodType<Item>,
    { limit = 200 }: PageOptions = {},
  ): AsyncGenerator<Item[], void, undefined> {
    const seen = new Set<string>();
    for (let address = `${path}?limit=${limit}`; ;) {
      const { headers, body } = await call('GET', address);
      if (!Array.isArray(body)) {
        throw new ServiceError('ERR_ANSWER', `GET ${path} returned something other than a list.`, PROXY_REMEDY);
      }
      yield body.map((item, index) => readItem(schema, item, `Item ${index + 1} of GET ${path}`));
      const next = nextPage(headers.get('Link'));
      if (next === undefined) return;
      const { href, pathname } = apiUrl(orgUrl, next, secrets.hide(next));
      if (pathname !== path || seen.has(href)) {
        throw new ServiceError(
          'ERR_PAGING',
          `The link to the next page of ${path} leads to another list, or to a page that was read already.`,
          'The list is incomplete. Try again.',
        );
      }
      seen.add(href);
      address = href;
    }
  }
}

function readBody({ headers, body }: HttpResponse, operation: string): unknown {
  if (body === '') return undefined;
  if (!/\bjson\b/i.test(headers.get('Content-Type') ?? '')) return body;
  try {
    return parseJson(body);
  } catch (error) {
    throw new ServiceError('ERR_ANSWER', `${operation} returned ${(error as Error).message}.`, PROXY_REMEDY);
  }
}

/** Checks the members that {@link User} and {@link App} promise. */
function readItem<Item>(schema: z.ZodType<Item>, item: unknown, name: string): Item {
  const { success, error } = schema.safeParse(item);
  if (success) return item as Item;
  const { path, message } = error.issues[0]!;
  const member = path.length === 0 ? '' : ` in ${path.join('.')}`;
  const problem = message.replace(/^Invalid input: /, '');
  throw new ServiceError('ERR_ANSWER', `${name} has an unexpected form${member}: ${problem}.`, PROXY_REMEDY);
}

/** A header cannot contain line breaks, other control characters or letters outside of ASCII (RFC 6750 section 2.1). */
function expectHeaderText(accessToken: string): void {
  const index = accessToken.search(/[^\x21-\x7e]/);
  if (index === -1) return;
  const character = accessToken.codePointAt(index)!.toString(16).toUpperCase().padStart(4, '0');
  throw new ServiceError(
    'ERR_ANSWER',
    `The org issued an access token that cannot be sent in a header. Expected visible ASCII characters, got U+${character} at position ${index + 1}.`,
    PROXY_REMEDY,
  );
}

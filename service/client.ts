import {
  allowInsecureRequests,
  clientCredentialsGrant,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { apiUrl } from './api-url.js';
import { attempts, isSuccess, unwrapped } from './attempts.js';
import type { Answer, IssuedToken, Observe } from './events.js';
import type { ExchangeFetch } from './exchange.js';
import type { App, User } from './listed.js';
import { nextPage } from './next-page.js';
import { isLoopback } from './org-url.js';
import { ELSEWHERE, isInvalidToken, refusal } from './refusal.js';
import { isIdempotent, waitByClock, type Wait } from './retry.js';
import { ServiceError } from './service-error.js';
import { assertions, proofs } from './signatures.js';
import type { SigningKey } from './signing-key.js';
import { AccessTokens, claimsOf } from './token.js';

export type { App, User };

const TOKEN_PATH = '/oauth2/v1/token';

/** Seconds for which a token is used when the org does not say how long it lives. Okta always says. */
const UNSAID_LIFETIME = 60;

/** Who the service is, and where. */
export interface ServiceClientConfig {
  /** The org's origin, as {@link readOrgUrl} returns it. */
  orgUrl: string;
  clientId: string;
  /** Scopes to ask for. */
  scopes: readonly string[];
  /** Authenticates the client (`private_key_jwt`, RFC 7523). */
  clientKey: SigningKey;
  /** Binds the token and signs the proofs (RFC 9449). Another one than `clientKey`; left out: bearer tokens. */
  proofKey?: SigningKey;
  /** Seconds for each request with its answer; 60 unless set. */
  timeout?: number;
  /** Is told of each exchange, of retries, and of what the user should know. */
  observe?: Observe;
  /** Waits before another attempt, for some seconds; left out: by the clock. */
  wait?: Wait;
  /** Ends everything that this client does. */
  signal?: AbortSignal;
}

export interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A successful answer of the API. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** JSON, read; the text of another type; undefined without a body. */
  body: unknown;
}

export interface ServiceClient {
  /**
   * Calls the org's API with a token and, with DPoP, a proof for this attempt alone.
   *
   * @param path of the org, with or without a query
   * @throws ServiceError for all but 2xx
   */
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>;
  /** The pages of the list of users, one after another; `limit` is the number on a page, 200 unless set. */
  users(options?: { limit?: number }): AsyncGenerator<User[], void, undefined>;
  /** The pages of the list of apps. */
  apps(options?: { limit?: number }): AsyncGenerator<App[], void, undefined>;
  /** The token that calls are made with; gets one if there is none. */
  token(): Promise<IssuedToken>;
}

/**
 * A service at an Okta org: client credentials with `private_key_jwt`, and DPoP when there is a key for it. It keeps the
 * token and the nonces; make one, and use it for everything.
 */
export function createServiceClient(config: ServiceClientConfig): ServiceClient {
  const { orgUrl, clientId, scopes, clientKey, proofKey, signal } = config;
  if (proofKey?.jkt === clientKey.jkt) {
    throw new ServiceError(
      'ERR_CONFIGURATION',
      'The key for proofs is the key that authenticates the client. Expected two different ones.',
    );
  }
  const observe = config.observe ?? (() => undefined);
  const shared = { observe, timeout: (config.timeout ?? 60) * 1000, wait: config.wait ?? waitByClock, signal };
  const dpop = proofKey !== undefined;
  const authentication = assertions(clientKey, orgUrl + TOKEN_PATH);
  // A handle each, since the nonces of the two servers are different things (RFC 9449 section 9).
  const tokenProofs = proofKey && proofs(configuration(), proofKey);
  const apiProofs = proofKey && proofs(configuration(), proofKey);
  const tokens = new AccessTokens(requestToken);

  return {
    call,
    users: (options) => pages<User>('/api/v1/users', options),
    apps: (options) => pages<App>('/api/v1/apps', options),
    token: () => tokens.current(),
  };

  /** What openid-client works with; one for each operation, since the `fetch` in it belongs to one. */
  function configuration(exchanges?: ExchangeFetch): Configuration {
    // These paths are the same at each org, so nothing has to be discovered.
    const server = { issuer: orgUrl, token_endpoint: orgUrl + TOKEN_PATH };
    const made = new Configuration(server, clientId, undefined, authentication);
    made.timeout = 0; // the exchange has its own
    if (exchanges) made[customFetch] = exchanges.fetch;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is marked to stand out; nothing leaves the machine
    if (isLoopback(orgUrl)) allowInsecureRequests(made);
    return made;
  }

  async function requestToken(): Promise<IssuedToken> {
    const asked = { operation: `POST ${TOKEN_PATH}`, orgUrl, clientId, scopes, dpop };
    // A POST, but what it makes is a token that nobody needs: it may be sent again.
    return attempts({ ...shared, asked, repeatable: true }, async (exchanges) => {
      const handle = tokenProofs && { DPoP: tokenProofs };
      const answer = await clientCredentialsGrant(configuration(exchanges), { scope: scopes.join(' ') }, handle);
      return checkToken(answer);
    });
  }

  function checkToken(answer: {
    access_token: string;
    token_type: string;
    expires_in?: number;
    scope?: string;
  }): IssuedToken {
    const tokenType = answer.token_type.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer';
    if (dpop !== (tokenType === 'DPoP')) {
      throw dpop
        ? new ServiceError(
            'ERR_TOKEN_TYPE',
            'The org issued a bearer token, though it got a proof: the app does not require DPoP.',
            'Admin Console → Applications → the app → General → General Settings → Proof of possession: tick it. Or use --bearer.',
          )
        : new ServiceError(
            'ERR_TOKEN_TYPE',
            'The org issued a token that is bound to a key, though it got no proof.',
            'Leave out --bearer.',
          );
    }
    const granted = answer.scope?.split(' ').filter(Boolean) ?? [...scopes];
    const missing = scopes.filter((scope) => !granted.includes(scope));
    if (missing.length > 0) {
      observe({
        type: 'notice',
        message: `Not granted to the app: ${missing.join(', ')} (Admin Console → Applications → the app → Okta API Scopes).`,
      });
    }
    const { access_token: accessToken, expires_in: expiresIn = UNSAID_LIFETIME } = answer;
    return { accessToken, tokenType, expiresIn, scopes: granted, claims: claimsOf(accessToken) };
  }

  async function call(method: string, path: string, { body, headers = {} }: CallOptions = {}): Promise<ApiAnswer> {
    const url = apiUrl(orgUrl, path);
    const verb = method.toUpperCase();
    const asked = { operation: `${verb} ${url.pathname}`, orgUrl, clientId, scopes, dpop };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = {
      Accept: 'application/json',
      ...(text !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    };
    let renewed = false;
    return attempts({ ...shared, asked, repeatable: isIdempotent(verb) }, async (exchanges) => {
      const token = await tokens.current();
      let answer = await send(token);
      if (isInvalidToken(answer) && !renewed) {
        renewed = true;
        tokens.discard(token);
        observe({ type: 'retry', reason: 'the org does not take the access token any more', seconds: 0 });
        answer = await send(await tokens.current());
      }
      if (!isSuccess(answer)) throw refusal(answer, asked);
      return { status: answer.status, headers: answer.headers, body: readBody(answer, asked.operation) };

      async function send({ accessToken }: IssuedToken): Promise<Answer> {
        const handle = apiProofs && { DPoP: apiProofs };
        try {
          await fetchProtectedResource(
            configuration(exchanges),
            accessToken,
            url,
            verb,
            text,
            new Headers(sent),
            handle,
          );
        } catch (error) {
          // A challenge is an error to openid-client, and an answer like others here.
          if (!exchanges.answer || unwrapped(error) instanceof ServiceError) throw error;
        }
        return exchanges.answer!;
      }
    });
  }

  async function* pages<Item>(
    path: string,
    { limit = 200 }: { limit?: number } = {},
  ): AsyncGenerator<Item[], void, undefined> {
    const seen = new Set<string>();
    for (let address = `${path}?limit=${limit}`; ;) {
      const { headers, body } = await call('GET', address);
      if (!Array.isArray(body))
        throw new ServiceError('ERR_ANSWER', `GET ${path} was answered with something that is no list.`, ELSEWHERE);
      yield body as Item[];
      const next = nextPage(headers.get('Link'));
      if (next === undefined) return;
      const { href, pathname } = apiUrl(orgUrl, next);
      if (pathname !== path || seen.has(href)) {
        throw new ServiceError(
          'ERR_PAGING',
          `The org names a next page of ${path} that is no next page, or was there before.`,
          'The list is not complete. Try again.',
        );
      }
      seen.add(href);
      address = href;
    }
  }
}

function readBody({ headers, body }: Answer, operation: string): unknown {
  if (body === '') return undefined;
  if (!/\bjson\b/i.test(headers.get('Content-Type') ?? '')) return body;
  try {
    return JSON.parse(body);
  } catch {
    throw new ServiceError('ERR_ANSWER', `${operation} was answered with JSON that cannot be read.`, ELSEWHERE);
  }
}

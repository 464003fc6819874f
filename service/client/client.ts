import {
  allowInsecureRequests,
  clientCredentialsGrant,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { isInvalidToken, responseError } from '../errors/response-error.js';
import { ServiceError } from '../errors/service-error.js';
import type { HttpResponse, IssuedToken } from '../events.js';
import { apiUrl } from '../http/api-url.js';
import type { ExchangeFetch } from '../http/exchange-fetch.js';
import { isLoopback } from '../http/loopback.js';
import { connection } from '../http/proxy.js';
import { RateLimitGate } from '../retries/rate-limit-gate.js';
import { RateLimits } from '../retries/rate-limits.js';
import { isIdempotent } from '../retries/retry-policy.js';
import { waitByClock } from '../retries/wait.js';
import { isSuccess, unwrapClientError, withRetries } from '../retries/with-retries.js';
import { Secrets } from '../secrets.js';
import { AccessTokens } from './access-tokens.js';
import { appSchema, userSchema } from './api-resources.js';
import { clientAuthentication } from './client-authentication.js';
import { dpopHandle } from './dpop-handle.js';
import { jsonBody } from './json-body.js';
import { paginate } from './paginate.js';
import { readResponseBody } from './response-body.js';
import type { ApiResponse, CallOptions, ServiceClient, ServiceClientConfig } from './service-client.js';
import { readTokenResponse } from './token-response.js';

/** The methods that `fetch` sends without a body. */
const WITHOUT_BODY = ['GET', 'HEAD'];

const TOKEN_PATH = '/oauth2/v1/token';

/**
 * Creates a client of an Okta org: client credentials with `private_key_jwt` and, with a proof key, DPoP. The client keeps
 * the access token, the nonces and what it knows of rate limits, so use one client for all calls.
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
  const wait = config.wait ?? waitByClock;
  const shared = {
    observe,
    wait,
    signal,
    timeout: (config.timeout ?? 60) * 1000,
    fetch: connection(orgUrl, config.proxy),
  };
  const limitOptions = { observe, wait, signal, timeout: config.rateLimitTimeout };
  const limits = new RateLimits(limitOptions);
  // Not one of `limits`: a call keeps its place while a token is requested.
  const tokenLimit = new RateLimitGate(TOKEN_PATH, limitOptions);
  const authentication = clientAuthentication(clientKey, orgUrl + TOKEN_PATH);
  // One handle for each server: a nonce is valid only at the server that issued it (RFC 9449 section 9).
  const tokenProofs = proofKey && { DPoP: dpopHandle(configuration(), proofKey) };
  const apiProofs = config.omitProofs ? undefined : proofKey && { DPoP: dpopHandle(configuration(), proofKey) };
  const tokens = new AccessTokens(requestToken);

  return {
    call,
    users: (options = {}) =>
      paginate({ path: '/api/v1/users', schema: userSchema }, options, { call, orgUrl, secrets }),
    apps: (options = {}) => paginate({ path: '/api/v1/apps', schema: appSchema }, options, { call, orgUrl, secrets }),
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
    const operation = { ...shared, request, repeatable: true, limit: tokenLimit };
    return withRetries(operation, async (exchanges) => {
      const parameters = { scope: scopes.join(' ') };
      const response = await clientCredentialsGrant(configuration(exchanges), parameters, tokenProofs);
      return readTokenResponse(response, config, observe);
    });
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
    const operation = { ...shared, request, repeatable: isIdempotent(verb), limit: limits.of(url.pathname) };
    return withRetries(operation, async (exchanges) => {
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
      return { status, headers: response.headers, body: readResponseBody(response, request.operation) };

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
}

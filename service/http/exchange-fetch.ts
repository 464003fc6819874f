import type { CustomFetchOptions } from 'openid-client';
import type { Exchange, HttpResponse, Observe } from '../events.js';
import { networkError, timeoutError } from '../errors/network-error.js';
import { isForm, Secrets } from '../secrets.js';
import { ServiceError, stoppedError } from '../errors/service-error.js';

/** The largest response body that is read: about ten times the size of 200 users. */
const MAX_MEGABYTES = 10;

export interface ExchangeFetchOptions {
  /** Sends a request. */
  fetch: typeof fetch;
  /** Milliseconds for a request and its response. */
  timeout: number;
  /** Aborts the requests. */
  signal: AbortSignal | undefined;
  observe: Observe;
  /** Remembers the secrets that are sent and issued. */
  secrets?: Secrets;
}

/**
 * The `fetch` of one operation. It
 * - reads each body to its end, so that a connection that closes early is a network error, no matter when;
 * - follows no redirects, since Node's fetch would send the proof to other origins;
 * - throws at a second nonce challenge, and at one without a nonce;
 * - keeps the last response, from which an error message can be made.
 */
export class ExchangeFetch {
  lastResponse?: HttpResponse;
  private challenges = 0;
  private readonly options: ExchangeFetchOptions;
  private readonly secrets: Secrets;

  constructor(options: ExchangeFetchOptions) {
    this.options = options;
    this.secrets = options.secrets ?? new Secrets();
  }

  readonly fetch = async (url: string, init: CustomFetchOptions): Promise<Response> => {
    const { method, headers, body } = init;
    const request = {
      method,
      url,
      headers: Object.fromEntries(new Headers(headers).entries()),
      ...(body != null && { body: String(body as string | URLSearchParams) }),
    };
    this.secrets.addRequest(request);
    const start = performance.now();
    const report = (outcome: Pick<Exchange, 'response' | 'failure'>): void =>
      this.options.observe({
        type: 'exchange',
        exchange: { ...request, ...outcome, milliseconds: performance.now() - start },
      });
    delete this.lastResponse;
    let response: HttpResponse;
    try {
      response = await this.send(url, init);
    } catch (error) {
      const reason = this.convertError(error, new URL(url).origin);
      report({ failure: reason.message });
      throw reason;
    }
    this.lastResponse = response;
    if (isForm(request.headers)) this.secrets.addTokens(response.body);
    report({ response });
    this.checkNonceChallenge(response);
    const { status } = response;
    return new Response([204, 205, 304].includes(status) ? null : response.body, { status, headers: response.headers });
  };

  private async send(url: string, init: CustomFetchOptions): Promise<HttpResponse> {
    const { timeout, signal } = this.options;
    const signals = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
    const response = await this.options.fetch(url, {
      ...(init as RequestInit),
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
    const receivedAt = Date.now();
    // Those of undici are of another class than those of Node.
    const headers = new Headers([...response.headers]);
    return {
      status: response.status,
      headers,
      body: await readBody(response),
      ...clockAhead(headers, receivedAt),
    };
  }

  private convertError(error: unknown, origin: string): Error {
    if (error instanceof ServiceError) return error;
    // An error about the arguments. Those of the network have a cause.
    if (error instanceof TypeError && error.cause === undefined) return error;
    if (this.options.signal?.aborted) return stoppedError();
    if ((error as Error).name === 'TimeoutError') return timeoutError(origin, this.options.timeout, error);
    return networkError(error, origin);
  }

  /** Allows one nonce challenge in an operation. openid-client answers it by a second request with the nonce. */
  private checkNonceChallenge(response: HttpResponse): void {
    if (!isNonceChallenge(response)) return;
    const details = { status: response.status, error: 'use_dpop_nonce' };
    if (!response.headers.has('DPoP-Nonce')) {
      throw new ServiceError(
        'ERR_NONCE',
        'The org requires a nonce, but its response has no DPoP-Nonce header.',
        'A proxy between this machine and the org may have removed the header.',
        details,
      );
    }
    if (++this.challenges > 1) {
      throw new ServiceError(
        'ERR_NONCE',
        'The org requires a nonce again, although the proof had the nonce that it issued.',
        'Compare the requests with --trace. They may reach different servers that do not share their nonces.',
        details,
      );
    }
    this.options.observe({ type: 'retry', reason: 'the org requires a nonce', seconds: 0 });
  }
}

/** Whether a response asks for a nonce: the token endpoint in its JSON, the API in its challenge (RFC 9449 sections 8, 9). */
function isNonceChallenge({ status, headers, body }: HttpResponse): boolean {
  if (status !== 400 && status !== 401) return false;
  const challenge = headers.get('WWW-Authenticate') ?? '';
  return /(^|,\s*)DPoP\s.*\berror="?use_dpop_nonce\b/i.test(challenge) || /"error"\s*:\s*"use_dpop_nonce"/.test(body);
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_MEGABYTES * 1024 * 1024) {
      throw new ServiceError(
        'ERR_ANSWER',
        `The response is larger than ${MAX_MEGABYTES} MB.`,
        'Request less at a time, for example with ?limit=100.',
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `Date` is cut off to whole seconds, so it is half a second too early on average. */
function clockAhead(headers: Headers, now: number): Pick<HttpResponse, 'clockAhead'> {
  const date = Date.parse(headers.get('Date') ?? '');
  return Number.isNaN(date) ? {} : { clockAhead: Math.round((now - date - 500) / 1000) };
}

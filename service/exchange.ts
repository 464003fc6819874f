import type { CustomFetchOptions } from 'openid-client';
import { ServiceError } from './service-error.js';
import type { Answer, Exchange, Observe } from './events.js';

/** The most that is read of an answer, in bytes: ten times what 200 users are. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Thrown when no whole answer came. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  /**
   * @param message what happened, for people
   * @param code the system's, as `ECONNREFUSED`
   */
  constructor(
    message: string,
    readonly code: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }

  /** Whether the request certainly did not reach the org, so that even a POST may be sent again. */
  get neverSent(): boolean {
    return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].includes(this.code);
  }

  /** Whether another attempt would end the same way: an unknown name, a certificate that is no good. */
  get lasting(): boolean {
    return this.code === 'ENOTFOUND' || /CERT|SSL|TLS|SELF_SIGNED|VERIFY|SIGNATURE/.test(this.code);
  }
}

/**
 * The `fetch` of one operation. It reads answers whole, so that a connection that is cut counts as a network fault
 * wherever it is cut; follows no redirect, since Node's fetch sends the proof along to other origins; and stops at a second
 * nonce challenge, or at one without a nonce. It keeps the last answer for whoever has to explain it.
 */
export class ExchangeFetch {
  answer?: Answer;
  private challenges = 0;

  /**
   * @param timeout milliseconds for a request with its answer
   * @param signal ends it early
   */
  constructor(
    private readonly observe: Observe,
    private readonly timeout: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  readonly fetch = async (url: string, init: CustomFetchOptions): Promise<Response> => {
    const { method, headers, body } = init;
    const sent = {
      method,
      url,
      headers: Object.fromEntries(new Headers(headers).entries()),
      ...(body != null && { body: String(body as string | URLSearchParams) }),
    };
    const start = performance.now();
    const tell = (rest: Pick<Exchange, 'answer' | 'failure'>): void =>
      this.observe({ type: 'exchange', exchange: { ...sent, ...rest, milliseconds: performance.now() - start } });
    delete this.answer;
    try {
      const signals = [AbortSignal.timeout(this.timeout), ...(this.signal ? [this.signal] : [])];
      const response = await fetch(url, {
        ...(init as RequestInit),
        redirect: 'manual',
        signal: AbortSignal.any(signals),
      });
      const came = Date.now();
      this.answer = {
        status: response.status,
        headers: response.headers,
        body: await readBody(response),
        ...clockAhead(response.headers, came),
      };
    } catch (error) {
      const reason = this.failure(error, new URL(url).origin);
      tell({ failure: reason.message });
      throw reason;
    }
    tell({ answer: this.answer });
    this.countChallenge(this.answer);
    const { status, headers: answered, body: text } = this.answer;
    return new Response([204, 205, 304].includes(status) ? null : text, { status, headers: answered });
  };

  private failure(error: unknown, origin: string): ServiceError | NetworkError {
    if (error instanceof ServiceError) return error;
    if (this.signal?.aborted) return new ServiceError('ERR_STOPPED', 'Stopped.');
    if ((error as Error).name === 'TimeoutError') {
      return new NetworkError(`${origin} did not answer within ${this.timeout / 1000} s.`, 'ETIMEDOUT', error);
    }
    const { cause } = error as { cause?: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] } };
    const code = cause?.code ?? cause?.errors?.[0]?.code ?? '';
    const detail = code || (cause?.message ?? (error as Error).message);
    return new NetworkError(`${reasonOf(code, origin)} (${detail})`, code, error);
  }

  /** A nonce is asked for once in an operation at most: who answers is asked once more, and then it has to do. */
  private countChallenge(answer: Answer): void {
    if (!isNonceChallenge(answer)) return;
    if (!answer.headers.has('DPoP-Nonce')) {
      throw new ServiceError(
        'ERR_NONCE',
        'The org asks for a nonce, but its answer has no DPoP-Nonce header.',
        'Something between this machine and the org may have removed it, such as a proxy.',
        { status: answer.status, error: 'use_dpop_nonce' },
      );
    }
    if (++this.challenges > 1) {
      throw new ServiceError(
        'ERR_NONCE',
        'The org asks for a nonce again, though the proof had the one it gave.',
        'Look at both exchanges with --trace. Requests may reach different servers that do not share their nonces.',
        { status: answer.status, error: 'use_dpop_nonce' },
      );
    }
    this.observe({ type: 'retry', reason: 'the org asks for a nonce', seconds: 0 });
  }
}

/** Whether an answer asks for a nonce: at the token endpoint in its JSON, at the API in its challenge (RFC 9449 sections 8, 9). */
function isNonceChallenge({ status, headers, body }: Answer): boolean {
  if (status !== 400 && status !== 401) return false;
  const challenge = headers.get('WWW-Authenticate');
  return (
    /(^|,\s*)DPoP\s.*\berror="?use_dpop_nonce\b/i.test(challenge ?? '') || /"error"\s*:\s*"use_dpop_nonce"/.test(body)
  );
}

async function readBody(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES)
      throw new ServiceError(
        'ERR_ANSWER',
        `The answer has more than ${MAX_BYTES / 1024 / 1024} MB.`,
        'Ask for less at a time, such as with ?limit=100.',
      );
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `Date` has whole seconds, cut off: half a second is what it was on average. */
function clockAhead(headers: Headers, now: number): Pick<Answer, 'clockAhead'> {
  const date = Date.parse(headers.get('Date') ?? '');
  return Number.isNaN(date) ? {} : { clockAhead: Math.round((now - date - 500) / 1000) };
}

function reasonOf(code: string, origin: string): string {
  const { hostname } = new URL(origin);
  if (code === 'ECONNREFUSED') return `Nothing answers at ${origin}.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The name ${hostname} cannot be resolved.`;
  if (/CERT|SSL|TLS|SELF_SIGNED|VERIFY/.test(code)) return `The certificate of ${hostname} is not trusted.`;
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'EPIPE')
    return `The connection to ${origin} was cut.`;
  return `The connection to ${origin} failed.`;
}

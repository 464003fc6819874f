import type { DpopEvent, DpopObserver, RequestEvent, RetryReason } from './dpop-observer';
import { tell } from './tell';

/** A call that is under way. */
export class Call {
  static #count = 0;
  readonly id = ++Call.#count;
  attempts = 0;
  /** Why another attempt would be made, by what the last one came to. */
  reason: RetryReason | undefined;
}

/** What of a message may be told. */
export interface Message {
  header: (name: string) => string | null;
}

/** What of a request may be told. */
export type Sent = Message & Pick<RequestEvent, 'method' | 'url' | 'token' | 'grant'>;

/** Tells an observer of one attempt: of its request at once, then of its result. */
export class AttemptReport {
  readonly #observer: DpopObserver;
  readonly #call: Call;
  readonly #ids: { call: number; attempt: number };
  readonly #started = performance.now();

  constructor(observer: DpopObserver, call: Call, { header, ...sent }: Sent) {
    this.#observer = observer;
    this.#call = call;
    this.#ids = { call: call.id, attempt: ++call.attempts };
    const scheme = header('Authorization')?.split(' ')[0];
    const proof = header('DPoP');
    this.#tell({
      type: 'request',
      ...this.#ids,
      ...sent,
      ...(scheme && { scheme }),
      ...(proof && { proof }),
      ...(call.reason && { reason: call.reason }),
    });
  }

  /** @param error Okta's `error` or `errorCode` */
  answered(status: number, { header }: Message, error?: string): void {
    const challenge = header('WWW-Authenticate');
    const nonce = header('DPoP-Nonce');
    const requestId = header('X-Okta-Request-Id');
    this.#call.reason = reasonAfter(status, error, challenge);
    this.#tell({
      type: 'answer',
      ...this.#ids,
      status,
      milliseconds: performance.now() - this.#started,
      ...(challenge && { challenge }),
      ...(nonce && { nonce }),
      ...(error && { error }),
      ...(requestId && { requestId }),
    });
  }

  /** @param cause what fetch threw */
  failed(cause: unknown): void {
    this.#call.reason = 'network';
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#tell({ type: 'fault', ...this.#ids, milliseconds: performance.now() - this.#started, message });
  }

  #tell(event: DpopEvent): void {
    tell(this.#observer, event);
  }
}

/** Each layer that tries again does so after errors of its own, so the error tells the reason. */
function reasonAfter(status: number, error: string | undefined, challenge: string | null): RetryReason | undefined {
  if (error === 'use_dpop_nonce') return 'nonce';
  if (status === 401) return 'token';
  if (status === 429) return 'rate-limit';
  if (status >= 500) return 'server-error';
  return challenge?.includes('already been used') ? 'replay' : undefined;
}

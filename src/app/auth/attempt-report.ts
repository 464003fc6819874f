import type { DpopEvent, DpopObserver, RetryReason } from './dpop-observer';

/** One call, and how often it was tried. */
export class Call {
  static #count = 0;
  readonly id = ++Call.#count;
  attempts = 0;
  /** Why the next attempt is made. */
  reason: RetryReason | undefined;
}

/** What of a message may be told. */
interface Message {
  header: (name: string) => string | null;
}

/** Tells an observer of one attempt: of its request at once, then of what came of it. */
export class AttemptReport {
  readonly #started = performance.now();
  readonly #ids: { call: number; attempt: number };

  constructor(
    readonly observer: DpopObserver,
    call: Call,
    { method, url, header }: Message & { method: string; url: string },
  ) {
    this.#ids = { call: call.id, attempt: ++call.attempts };
    const scheme = header('Authorization')?.split(' ')[0];
    const proof = header('DPoP');
    this.#tell({
      type: 'request',
      ...this.#ids,
      method,
      url,
      ...(scheme && { scheme }),
      ...(proof && { proof }),
      ...(call.reason && { reason: call.reason }),
    });
  }

  /** @param error Okta's `error` or `errorCode` */
  answered(status: number, { header }: Message, error?: string): void {
    const challenge = header('WWW-Authenticate');
    const nonce = header('DPoP-Nonce');
    this.#tell({
      type: 'answer',
      ...this.#ids,
      status,
      milliseconds: performance.now() - this.#started,
      ...(challenge && { challenge }),
      ...(nonce && { nonce }),
      ...(error && { error }),
    });
  }

  /** @param cause what fetch threw */
  failed(cause: unknown): void {
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#tell({ type: 'fault', ...this.#ids, milliseconds: performance.now() - this.#started, message });
  }

  /** What the observer throws goes to the console, as an error that nobody caught; the request goes on. */
  #tell(event: DpopEvent): void {
    try {
      this.observer(event);
    } catch (error) {
      reportError(error);
    }
  }
}

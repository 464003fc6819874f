import { ServiceError, stoppedError } from '../errors/service-error.js';
import type { HttpResponse, Observe } from '../events.js';
import { isConcurrencyLimit, readRateLimit, secondsUntilReset } from './rate-limit.js';
import { RETRY } from './retry-policy.js';
import type { Wait } from './wait.js';

export interface RateLimitOptions {
  observe: Observe;
  wait: Wait;
  signal: AbortSignal | undefined;
  /** Seconds that a request waits for its turn at most. Default: 600. */
  timeout?: number | undefined;
}

/** The requests between two reset times. */
interface Window {
  /** Requests that have started and not ended. */
  open: number;
  /** How many more requests the org accepts. Unknown before the first response, so that one request goes first. */
  remaining: number | undefined;
  /** When the org begins to count anew, by its clock. */
  reset: number;
}

/** A request that waits for its turn. */
interface Waiting {
  /** In milliseconds of the monotonic clock. */
  since: number;
  start: (window: Window) => void;
  fail: (error: ServiceError) => void;
}

/** A request that was let through. */
export type Admission = Window;

const DEFAULT_TIMEOUT = 600;

/**
 * Lets requests through as far as the rate limit of the org allows: no more than the org has left, and none between the
 * moment when none is left and the reset time. Requests wait in the order in which they came.
 */
export class RateLimitGate {
  private window = newWindow();
  private readonly queue: Waiting[] = [];
  /** When the gate opens again, in milliseconds of the monotonic clock. Undefined: it is open. */
  private opensAt: number | undefined;
  /** Whether an event has told of the wait. */
  private told = false;
  private isWaiting = false;

  private readonly name: string;
  private readonly options: RateLimitOptions;

  /** @param name of the endpoints, for messages */
  constructor(name: string, options: RateLimitOptions) {
    this.name = name;
    this.options = options;
  }

  /**
   * Resolves when a request may start. Each must be followed by {@link leave}.
   *
   * @throws ServiceError `ERR_RATE_LIMIT` if the wait would be too long, `ERR_STOPPED`
   */
  enter(): Promise<Admission> {
    const since = performance.now();
    if (this.opensAt !== undefined && this.opensAt <= since) this.open();
    return new Promise((start, fail) => {
      this.queue.push({ since, start, fail });
      this.hold();
      this.admit();
    });
  }

  /**
   * Ends a request.
   *
   * @param response its last response; undefined if there was none
   */
  leave(admission: Admission, response: HttpResponse | undefined): void {
    admission.open--;
    // A response to a request before the last reset says nothing about this window.
    if (response && admission === this.window) this.learn(response);
    this.admit();
  }

  private learn(response: HttpResponse): void {
    if (isConcurrencyLimit(response)) return;
    const { window } = this;
    const limit = readRateLimit(response);
    if (response.status === 429) {
      // The 429 itself is reported as a retry.
      this.told = true;
      window.remaining = 0;
    } else if (!limit) {
      window.remaining ??= Infinity;
    } else if (limit.reset > window.reset) {
      Object.assign(window, limit);
    } else if (limit.reset === window.reset) {
      // Responses may overtake each other: the smallest number is the newest one.
      window.remaining = Math.min(window.remaining ?? Infinity, limit.remaining);
    }
    if (window.remaining === 0) this.close(secondsUntilReset(response));
  }

  /** Holds all requests until the reset time, and a moment of random length, since other clients wait for it as well. */
  private close(seconds: number): void {
    if (this.opensAt !== undefined) return;
    if (seconds > RETRY.longestWait) {
      // Not to be waited for. The next request learns whether it is still so.
      this.window = newWindow();
      return;
    }
    this.opensAt = performance.now() + (seconds + Math.random()) * 1000;
    this.hold();
  }

  /** Waits until the gate opens, if there are requests to wait for. Otherwise a timer would keep the program alive. */
  private hold(): void {
    if (this.opensAt === undefined) return;
    this.rejectLateOnes(this.opensAt);
    if (this.queue.length === 0 || this.isWaiting) return;
    const { wait, signal, observe } = this.options;
    const seconds = (this.opensAt - performance.now()) / 1000;
    if (!this.told) observe({ type: 'wait', reason: `the rate limit for ${this.name} is used up`, seconds });
    this.isWaiting = true;
    wait(seconds, signal).then(
      () => this.open(),
      () => {
        for (const { fail } of this.queue.splice(0)) fail(stoppedError());
        this.open();
      },
    );
  }

  private open(): void {
    this.isWaiting = false;
    this.window = newWindow();
    this.opensAt = undefined;
    this.told = false;
    this.admit();
  }

  private admit(): void {
    const { window } = this;
    while (this.opensAt === undefined && window.open < (window.remaining ?? 1)) {
      const next = this.queue.shift();
      if (!next) return;
      window.open++;
      next.start(window);
    }
  }

  /** Rejects the requests that would wait for too long. */
  private rejectLateOnes(opensAt: number): void {
    const { timeout = DEFAULT_TIMEOUT } = this.options;
    const isLate = ({ since }: Waiting): boolean => opensAt - since > timeout * 1000;
    const late = this.queue.filter(isLate);
    if (late.length === 0) return;
    this.queue.splice(0, Infinity, ...this.queue.filter((waiting) => !isLate(waiting)));
    for (const { fail } of late) {
      fail(
        new ServiceError(
          'ERR_RATE_LIMIT',
          `The rate limit of the org for ${this.name} leaves no turn for this request within ${timeout} s.`,
          'Send fewer requests at a time, or ask Okta for a higher limit.',
          { status: 429 },
        ),
      );
    }
  }
}

function newWindow(): Window {
  return { open: 0, remaining: undefined, reset: 0 };
}

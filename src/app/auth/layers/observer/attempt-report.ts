import type { DpopObserver, RequestEvent, RetryReason } from './dpop-observer';
import { tell } from './tell';

let calls = 0;

/** A call that is under way. */
export class Call {
  readonly id = ++calls;
  attempts = 0;
  /** Why another attempt would be made, by what the last one came to. */
  reason: RetryReason | undefined;
}

/** A header of a message, for what of it may be told. */
export type Header = (name: string) => string | null;

/** Tells how an attempt ended. */
export interface AttemptReport {
  /** @param error Okta's `error` or `errorCode` */
  answered: (status: number, header: Header, error?: string) => void;
  /** After an answer it tells nothing. @param cause what fetch threw, or why there will be no answer */
  failed: (cause: unknown) => void;
}

/** Tells an observer of one attempt: of its request at once, then of its result. */
export function reportAttempt(
  observer: DpopObserver,
  call: Call,
  sent: Pick<RequestEvent, 'method' | 'url' | 'token' | 'grant'>,
  sentHeader: Header,
): AttemptReport {
  const ids = { call: call.id, attempt: ++call.attempts };
  const started = performance.now();
  const scheme = sentHeader('Authorization')?.split(' ')[0];
  const proof = sentHeader('DPoP');
  tell(observer, {
    type: 'request',
    ...ids,
    ...sent,
    ...(scheme && { scheme }),
    ...(proof && { proof }),
    ...(call.reason && { reason: call.reason }),
  });

  let ended = false;

  return {
    answered: (status, header, error) => {
      ended = true;
      const challenge = header('WWW-Authenticate');
      const nonce = header('DPoP-Nonce');
      const requestId = header('X-Okta-Request-Id');
      call.reason = reasonAfter(status, error, challenge);
      tell(observer, {
        type: 'answer',
        ...ids,
        status,
        milliseconds: performance.now() - started,
        ...(challenge && { challenge }),
        ...(nonce && { nonce }),
        ...(error && { error }),
        ...(requestId && { requestId }),
      });
    },
    failed: (cause) => {
      if (ended) return;
      ended = true;
      call.reason = 'network';
      const message = cause instanceof Error ? cause.message : String(cause);
      tell(observer, { type: 'fault', ...ids, milliseconds: performance.now() - started, message });
    },
  };
}

/** Each layer that tries again does so after errors of its own, so the error tells the reason. */
function reasonAfter(status: number, error: string | undefined, challenge: string | null): RetryReason | undefined {
  if (error === 'use_dpop_nonce') return 'nonce';
  if (status === 401) return 'token';
  if (status === 429) return 'rate-limit';
  if (status >= 500) return 'server-error';
  return challenge?.includes('already been used') ? 'replay' : undefined;
}

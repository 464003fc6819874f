/** Why a request is sent again. */
export type RetryReason = 'nonce' | 'token' | 'replay' | 'rate-limit' | 'server-error' | 'network';

interface AttemptEvent {
  /** The same for all attempts of a call. */
  call: number;
  /** 1 for the first attempt of the call. */
  attempt: number;
}

/** An attempt is about to leave the page. */
export interface RequestEvent extends AttemptEvent {
  type: 'request';
  method: string;
  url: string;
  /** Of the `Authorization` header: DPoP, Bearer or Basic. */
  scheme?: string;
  /** The proof: a compact JWT. It is good for this attempt alone. */
  proof?: string;
  /** Why it is not the first attempt. */
  reason?: RetryReason;
}

/** The answer to an attempt. */
export interface AnswerEvent extends AttemptEvent {
  type: 'answer';
  status: number;
  milliseconds: number;
  /** The `WWW-Authenticate` header. */
  challenge?: string;
  /** The `DPoP-Nonce` header. */
  nonce?: string;
  /** Okta's `error` or `errorCode`. */
  error?: string;
}

/** No answer came, or none that the browser shows to the page. */
export interface FaultEvent extends AttemptEvent {
  type: 'fault';
  milliseconds: number;
  /** In the browser's words. */
  message: string;
}

/** What happens on the wire. No event holds a token, a code, or a body. */
export type DpopEvent = RequestEvent | AnswerEvent | FaultEvent;

export type DpopObserver = (event: DpopEvent) => void;

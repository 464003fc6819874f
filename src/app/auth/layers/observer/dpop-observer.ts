/** Why a request is sent again. */
export type RetryReason = 'nonce' | 'token' | 'replay' | 'rate-limit' | 'server-error' | 'network';

interface AttemptEvent {
  /** The same for all attempts of a call. */
  call: number;
  /** 1 for the first attempt of the call. */
  attempt: number;
}

/** What may be known of an access token without having it. */
export interface TokenFacts {
  /** The SHA-256 of the token in base64url, which a proof names in `ath` (RFC 9449 section 4.2). */
  hash: string;
  /** Its `cnf.jkt`: the thumbprint of the key it is bound to (section 6.1). */
  thumbprint?: string;
  /** Seconds since the epoch. */
  expires?: number;
}

/** An attempt is about to leave the page. */
export interface RequestEvent extends AttemptEvent {
  type: 'request';
  method: string;
  url: string;
  /** Of the `Authorization` header: DPoP, Bearer or Basic. */
  scheme?: string;
  /** The access token in that header. */
  token?: TokenFacts;
  /** The proof: a compact JWT. It is good for this attempt alone. */
  proof?: string;
  /** The `grant_type` of a token request. */
  grant?: string;
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
  /** The `X-Okta-Request-Id` header: the name of the attempt in Okta's System Log. */
  requestId?: string;
}

/** No answer came, or none that the browser shows to the page. */
export interface FaultEvent extends AttemptEvent {
  type: 'fault';
  milliseconds: number;
  /** In the browser's words. */
  message: string;
}

/** The page is about to be left for the org. What an observer returns is waited for before a sign-in. */
export interface RedirectEvent {
  type: 'redirect';
  to: 'authorize' | 'logout';
  /** Without the values of `state`, `nonce` and `id_token_hint`. */
  url: string;
}

/** The page was opened by the org's answer to a sign-in. */
export interface CallbackEvent {
  type: 'callback';
  /** Without its query, which has the code. */
  url: string;
  /** The `error` that came in the place of a code. */
  error?: string;
}

/** A key pair was made for an exchange of a code. */
export interface KeysMadeEvent {
  type: 'keys-made';
  /** The public key. */
  jwk: JsonWebKey;
}

/** The key pair of the session was deleted. */
export interface KeysClearedEvent {
  type: 'keys-cleared';
}

/** The org has issued an access token. */
export interface TokenEvent extends TokenFacts {
  type: 'token';
  /** The `token_type`: DPoP or Bearer. */
  tokenType: string;
  scopes: string[];
}

/** What happens on the wire and to keys and tokens. No event holds a token, a code, or a body. */
export type DpopEvent =
  | RequestEvent
  | AnswerEvent
  | FaultEvent
  | RedirectEvent
  | CallbackEvent
  | KeysMadeEvent
  | KeysClearedEvent
  | TokenEvent;

export type DpopObserver = (event: DpopEvent) => unknown;

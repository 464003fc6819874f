import type { JWTPayload } from 'jose';

/** One request and its answer. `headers` and `body` are as they went over the wire: they hold secrets. */
export interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The form or JSON that was sent, if any. */
  body?: string;
  /** Undefined when no answer came. */
  answer?: Answer;
  /** Why there was none. */
  failure?: string;
  milliseconds: number;
}

/** An answer, read as a whole. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** Seconds by which this machine's clock is ahead of the org's; undefined when the answer has no `Date`. */
  clockAhead?: number;
}

/** What a service client tells while it works. */
export type ServiceEvent =
  | { type: 'exchange'; exchange: Exchange }
  /** Before another attempt. `seconds` is 0 when there is nothing to wait for. */
  | { type: 'retry'; reason: string; seconds: number }
  /** Something that its user should know, though it works. */
  | { type: 'notice'; message: string };

export type Observe = (event: ServiceEvent) => void;

/** What the org said of an access token, and what stands in it. */
export interface IssuedToken {
  accessToken: string;
  tokenType: 'DPoP' | 'Bearer';
  /** Seconds. */
  expiresIn: number;
  /** Those that were granted. */
  scopes: string[];
  claims: JWTPayload | undefined;
}

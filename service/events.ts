import type { JWTPayload } from 'jose';

/** A request and its response. Headers and bodies are those that were sent, and contain secrets. */
export interface Exchange {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** The form or JSON of the request. */
  body?: string;
  /** Undefined if there was no complete response. */
  response?: HttpResponse;
  /** Why there was none. */
  failure?: string;
  milliseconds: number;
}

/** A response whose body has been read. */
export interface HttpResponse {
  status: number;
  headers: Headers;
  body: string;
  /** Seconds by which this machine's clock is ahead of the org's; undefined if the response has no `Date`. */
  clockAhead?: number;
}

/** What a service client reports while it works. */
export type ServiceEvent =
  | { type: 'exchange'; exchange: Exchange }
  /** A request is about to be sent again, after `seconds`. */
  | { type: 'retry'; reason: string; seconds: number }
  /** The requests to some endpoints are held back for `seconds`. */
  | { type: 'wait'; reason: string; seconds: number }
  /** A message for the user about something that is not an error. */
  | { type: 'notice'; message: string };

export type Observe = (event: ServiceEvent) => void;

/** An access token and what the token response says about it. */
export interface IssuedToken {
  accessToken: string;
  tokenType: 'DPoP' | 'Bearer';
  /** Lifetime in seconds. */
  expiresIn: number;
  /** The granted scopes. */
  scopes: string[];
  /** The claims in the token; undefined if it is not a JWT. */
  claims: JWTPayload | undefined;
}

import { randomUUID } from 'node:crypto';
import type { CheckResult } from '../../dpop/decision.js';
import { formatTimestamp } from '../model/fields.js';
import type { EventType } from '../model/change.js';

/** How an event ended (Okta System Log). A nonce challenge is not a failure: the client is asked to try again. */
export type Outcome = 'SUCCESS' | 'FAILURE' | 'CHALLENGE' | 'DENY';

/** What is recorded of an event. It never contains a token, a code, a proof, an assertion or a key. */
export interface LogEntry {
  /** Okta's name, such as `app.oauth2.token.grant.access_token`. */
  eventType: string;
  /** One line for users. */
  displayMessage: string;
  outcome: { result: Outcome; reason?: string };
  /** The user or app that did it, if known. */
  actor?: { id: string; type: 'User' | 'PublicClientApp'; displayName: string; alternateId: string };
  /** The app that sent the request. */
  client?: { id: string; displayName: string };
  /** What it was done to, and with. */
  target?: { id: string; type: string; displayName: string }[];
  request: { id: string; method: string; path: string; status: number; userAgent?: string; ipAddress?: string };
  /** The checks that led to it, in the order in which they ran. The endpoint decided by the same objects. */
  checks?: readonly CheckResult<string>[];
}

/** An entry of the log. */
export interface LogEvent extends LogEntry {
  uuid: string;
  /** ISO 8601. */
  published: string;
}

/** How many events are kept, and how many API calls that passed beside them. Older ones are dropped. */
const CAPACITY = { events: 1000, passedCalls: 500 };

type Kind = keyof typeof CAPACITY;

/**
 * The org's System Log, in memory: the newest events, oldest first. API calls that passed are kept apart, since an app
 * makes many of them: they cannot displace a refused call or a token request.
 */
export class SystemLog {
  private readonly entries: Record<Kind, { event: LogEvent; number: number }[]> = { events: [], passedCalls: [] };
  private count = 0;

  /** @param now the org's clock, in seconds since the epoch */
  constructor(private readonly now: () => number) {}

  record(entry: LogEntry): LogEvent {
    const event = { uuid: randomUUID(), published: formatTimestamp(this.now()), ...entry };
    const kind = isPassedCall(entry) ? 'passedCalls' : 'events';
    const entries = this.entries[kind];
    entries.push({ event, number: this.count++ });
    if (entries.length > CAPACITY[kind]) entries.shift();
    return event;
  }

  /** All events in the order in which they were recorded. */
  events(): readonly LogEvent[] {
    const { events, passedCalls } = this.entries;
    return [...events, ...passedCalls].sort((a, b) => a.number - b.number).map(({ event }) => event);
  }

  event(uuid: string): LogEvent | undefined {
    return this.events().find((event) => event.uuid === uuid);
  }

  /** The event of a request. */
  eventOfRequest(requestId: string): LogEvent | undefined {
    return this.events().find(({ request }) => request.id === requestId);
  }
}

function isPassedCall({ eventType, checks }: LogEntry): boolean {
  return eventType === EVENT_TYPES.apiCall.eventType && checks?.every(({ passed }) => passed) === true;
}

/** The events of requests. What changes an app or a trusted origin names its own event (`model/change.ts`). */
export const EVENT_TYPES = {
  signIn: { eventType: 'user.session.start', displayMessage: 'User login to Okta' },
  authorize: { eventType: 'app.oauth2.authorize.code', displayMessage: 'OIDC authorization code request' },
  tokenGranted: { eventType: 'app.oauth2.token.grant.access_token', displayMessage: 'OIDC access token is granted' },
  tokenRequest: { eventType: 'app.oauth2.token.grant', displayMessage: 'OIDC token request' },
  invalidClient: { eventType: 'app.oauth2.invalid_client_credentials', displayMessage: 'Invalid client credentials' },
  tokenReused: {
    eventType: 'app.oauth2.token.detect_reuse',
    displayMessage: 'One-time refresh token reuse detected for the org authorization server',
  },
  tokenRevoked: { eventType: 'app.oauth2.token.revoke', displayMessage: 'OAuth2 token revocation request' },
  signOut: { eventType: 'user.session.end', displayMessage: 'User logout from Okta' },
  rateLimit: { eventType: 'system.org.rate_limit.violation', displayMessage: 'Rate limit violation' },
  // Okta logs neither introspection nor calls of its API. Here the log shows how each call was decided, which explains the
  // terse 400 of a refused one.
  tokenIntrospected: { eventType: 'practice.token.introspect', displayMessage: 'Token introspection request' },
  apiCall: { eventType: 'practice.api.access', displayMessage: 'API call' },
  apiCallRefused: { eventType: 'practice.api.access', displayMessage: 'API call refused' },
  apiCallFailed: { eventType: 'practice.api.access', displayMessage: 'API call failed' },
} as const satisfies Record<string, EventType>;

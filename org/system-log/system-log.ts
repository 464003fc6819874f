import { randomUUID } from 'node:crypto';
import type { CheckResult } from '../../dpop/decision.js';
import { formatTimestamp } from '../model/fields.js';

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

/** How many events are kept. Older ones are dropped. */
const CAPACITY = 1000;

/** The org's System Log, in memory: the newest events, oldest first. */
export class SystemLog {
  private entries: LogEvent[] = [];

  /** @param now the org's clock, in seconds since the epoch */
  constructor(private readonly now: () => number) {}

  record(entry: LogEntry): LogEvent {
    const event = { uuid: randomUUID(), published: formatTimestamp(this.now()), ...entry };
    this.entries.push(event);
    if (this.entries.length > CAPACITY) this.entries.shift();
    return event;
  }

  events(): readonly LogEvent[] {
    return this.entries;
  }

  event(uuid: string): LogEvent | undefined {
    return this.entries.find((entry) => entry.uuid === uuid);
  }
}

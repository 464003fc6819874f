import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { json } from '../http/response.js';
import type { LogEvent, Outcome } from '../system-log/system-log.js';
import type { ApiContext } from './endpoint.js';
import { parseExpression, type Properties } from './expression.js';
import { paginate } from './paginate.js';

const VALUES: Record<string, (event: LogEvent) => string | null> = {
  'eventType': ({ eventType }) => eventType,
  'outcome.result': ({ outcome }) => outcome.result,
  'outcome.reason': ({ outcome }) => outcome.reason ?? null,
  'actor.id': ({ actor }) => actor?.id ?? null,
  'actor.alternateId': ({ actor }) => actor?.alternateId ?? null,
  'client.id': ({ client }) => client?.id ?? null,
  'transaction.id': ({ request }) => request.id,
  'uuid': ({ uuid }) => uuid,
};

const FILTER: Properties<LogEvent> = {
  operators: (property) => (Object.hasOwn(VALUES, property) ? ['eq', 'sw', 'co'] : []),
  value: (event, property) => VALUES[property]!(event),
  ignoreCase: true,
};

/**
 * `GET /api/v1/logs`: the System Log by page, the oldest event first unless `sortOrder=DESCENDING`. `since` and `until`
 * are times; all words of `q` must be somewhere in an event.
 */
export function listLogs(ctx: ApiContext, { origin, log }: OrgContext): void {
  const query = new URLSearchParams(ctx.querystring);
  const since = readTime(query, 'since') ?? -Infinity;
  const until = readTime(query, 'until') ?? Infinity;
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const filter = query.get('filter');
  const matchesFilter = filter ? parseExpression(filter, FILTER) : () => true;
  const isDescending = query.get('sortOrder')?.toUpperCase() === 'DESCENDING';

  const events = paginate(ctx, origin, isDescending ? log.events().toReversed() : log.events(), {
    limit: 100,
    max: 1000,
    cursor: ({ uuid }) => uuid,
    matches: (event) => {
      const time = Date.parse(event.published);
      return since <= time && time < until && matchesFilter(event) && hasWords(event, words);
    },
  });
  json(ctx, events.map(logJson));
}

/** @returns milliseconds since the epoch; undefined for a parameter that is missing */
function readTime(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(value) ? Date.parse(value) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new OktaError('E0000001', name, [`${name}: expected a time like 2026-01-31T12:00:00.000Z.`]);
}

function hasWords(event: LogEvent, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = JSON.stringify(logJson(event)).toLowerCase();
  return words.every((word) => text.includes(word));
}

const SEVERITIES: Record<Outcome, string> = { SUCCESS: 'INFO', CHALLENGE: 'INFO', FAILURE: 'WARN', DENY: 'WARN' };

/** Okta's actor for an event whose actor is not known. */
const UNKNOWN = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };

/**
 * An event as Okta's LogEvent, members in Okta's order. Members that the org cannot know, such as the location, are null.
 * The checks, which Okta's log does not have, are JSON in the debug data, since all values there are strings.
 */
export function logJson(event: LogEvent): Record<string, unknown> {
  const {
    uuid,
    published,
    eventType,
    displayMessage,
    outcome,
    actor = UNKNOWN,
    client,
    target,
    request,
    checks,
  } = event;
  return {
    actor: { ...actor, detailEntry: null },
    client: {
      userAgent: { rawUserAgent: request.userAgent ?? null, os: 'Unknown', browser: 'UNKNOWN' },
      zone: 'null',
      device: 'Unknown',
      id: client?.id ?? null,
      ipAddress: request.ipAddress ?? null,
      geographicalContext: null,
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: 'unknown',
    },
    displayMessage,
    eventType,
    outcome: { result: outcome.result, reason: outcome.reason ?? null },
    published,
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    severity: SEVERITIES[outcome.result],
    debugContext: {
      debugData: {
        requestId: request.id,
        requestMethod: request.method,
        requestUri: request.path,
        url: request.path,
        statusCode: String(request.status),
        ...(checks && { dpopChecks: JSON.stringify(checks) }),
      },
    },
    legacyEventType: null,
    transaction: { type: 'WEB', id: request.id, detail: {} },
    uuid,
    version: '0',
    request: { ipChain: [] },
    target: target?.map((one) => ({ ...one, alternateId: one.displayName, detailEntry: null })) ?? null,
  };
}

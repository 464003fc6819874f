import type { OrgContext } from '../../context.js';
import { OktaError } from '../../http/errors.js';
import { json } from '../../http/json.js';
import type { LogEvent } from '../../system-log/system-log.js';
import type { ApiContext } from '../endpoint.js';
import { parseExpression, type Properties } from '../expression.js';
import { paginate } from '../paginate.js';
import { logJson } from './log-json.js';

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

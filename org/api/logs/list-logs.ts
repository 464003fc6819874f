import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import type { LogEvent } from '../../system-log/system-log.js';
import { OPERATORS, parseExpression, type Vocabulary } from '../expression.js';
import type { GuardedContext } from '../guard.js';
import { logJson } from './log-json.js';
import { page } from '../page.js';
import { roleOf } from '../role.js';

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

const FILTER: Vocabulary<LogEvent> = {
  operators: (property) =>
    Object.hasOwn(VALUES, property) ? OPERATORS.filter((name) => /^(eq|sw|co)$/.test(name)) : [],
  value: (event, property) => VALUES[property]!(event),
  ignoreCase: true,
};

/**
 * `GET /api/v1/logs`: the System Log by page, for admins; the oldest event first unless `sortOrder=DESCENDING`. `since`
 * and `until` are instants, `q` words that must all be somewhere in an event.
 */
export function listLogs({ origin, directory, log }: OrgContext): (ctx: GuardedContext) => void {
  return (ctx) => {
    if (roleOf(ctx.state.claims, directory) === null) throw new OktaError('E0000006');
    const query = new URLSearchParams(ctx.querystring);
    const since = readInstant(query, 'since') ?? -Infinity;
    const until = readInstant(query, 'until') ?? Infinity;
    const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const filter = query.get('filter');
    const meetsFilter = filter ? parseExpression(filter, FILTER) : () => true;
    const isDescending = query.get('sortOrder')?.toUpperCase() === 'DESCENDING';

    const events = page(ctx, origin, isDescending ? log.events().toReversed() : log.events(), {
      limit: 100,
      max: 1000,
      cursor: ({ uuid }) => uuid,
      matches: (event) => {
        const time = Date.parse(event.published);
        return since <= time && time < until && meetsFilter(event) && hasWords(event, words);
      },
    });
    json(ctx, events.map(logJson));
  };
}

function readInstant(query: URLSearchParams, name: string): number | undefined {
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

import Router from '@koa/router';
import { html, type Html } from '../../pages/page.js';
import type { LogEvent, Outcome } from '../../system-log/system-log.js';
import type { AdminContext, AdminState, Area } from '../context.js';
import { LOG_PATH } from '../paths.js';
import { muted, time } from '../ui/elements.js';
import { withItem } from '../ui/error-pages.js';
import { show } from '../ui/layout.js';
import { list, parameter } from '../ui/list.js';
import { outcomeBadge, OUTCOMES, showEvent } from './log-event.js';

export const log: Area = {
  link: [LOG_PATH, 'System Log'],
  routes: (context) =>
    new Router<AdminState>()
      .get(LOG_PATH, (ctx: AdminContext) => showEvents(ctx, context.log.events()))
      .get(
        `${LOG_PATH}/:id`,
        withItem('event', (id) => context.log.event(id), showEvent),
      ),
};

/** The choice of all events that did not succeed. */
const REFUSED = 'REFUSED';

/** Where these events are listed. */
export const REFUSED_PATH = `${LOG_PATH}?outcome=${REFUSED}`;

export function isRefused(outcome: Outcome): boolean {
  return outcome === 'FAILURE' || outcome === 'DENY';
}

function showEvents(ctx: AdminContext, events: readonly LogEvent[]): void {
  const outcome = parameter(ctx, 'outcome');
  show(ctx, {
    title: 'System Log',
    body: list(ctx, {
      caption: 'Events',
      items: [...events].reverse(),
      columns: {
        Time: ({ published }) => time(published, true),
        Event: eventLink,
        Outcome: outcomeBadge,
        Actor: ({ actor }) => actor?.displayName ?? muted('unknown'),
        Request: ({ request }) => html`<code>${request.method} ${request.path}</code>`,
      },
      search: {
        label: 'Search events',
        hint: 'Event, reason, actor, or the X-Okta-Request-Id of an answer',
        in: searchTexts,
        filter: {
          field: outcomeField(outcome),
          keeps: ({ outcome: { result } }) =>
            outcome === REFUSED ? isRefused(result) : outcome === '' || result === outcome,
        },
      },
      empty: 'No events yet. Sign in to an app, or send a token request.',
      noMatch: 'No events match this search.',
      count: (found) => (found === 1 ? '1 event' : `${found.toLocaleString('en')} events, newest first`),
      pageSize: 25,
      className: 'log',
    }),
  });
}

function eventLink({ uuid, displayMessage, outcome: { reason } }: LogEvent): Html {
  return html`<a href="${LOG_PATH}/${uuid}">${displayMessage}</a> ${reason && html`<br />${muted(reason)}`}`;
}

function outcomeField(chosen: string): Html {
  return html`<div class="field">
    <label for="outcome">Outcome</label>
    <select id="outcome" name="outcome">
      <option value="">All</option>
      <option value="${REFUSED}" ${chosen === REFUSED ? html`selected` : undefined}>Failed or denied</option>
      ${Object.entries(OUTCOMES).map(
        ([value, { label }]) =>
          html`<option value="${value}" ${value === chosen ? html`selected` : undefined}>${label}</option>`,
      )}
    </select>
  </div>`;
}

/** What the search looks at: besides the texts of the row, ids and the checks that failed. */
function searchTexts({
  displayMessage,
  eventType,
  outcome,
  actor,
  target,
  request,
  checks,
}: LogEvent): (string | undefined)[] {
  return [
    displayMessage,
    eventType,
    outcome.reason,
    actor?.displayName,
    actor?.alternateId,
    actor?.id,
    ...(target ?? []).flatMap(({ id, displayName }) => [id, displayName]),
    request.id,
    `${request.method} ${request.path}`,
    ...(checks ?? []).filter(({ passed }) => !passed).map(({ check }) => check),
  ];
}

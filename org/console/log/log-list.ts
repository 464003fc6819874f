import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { LogEvent, Outcome } from '../../system-log/system-log.js';
import type { AdminContext } from '../session/admin.js';
import { badge, type Tone } from '../ui/badge.js';
import { show } from '../ui/layout.js';
import { cut, nothing, pager, parameter, search } from '../ui/list.js';
import { LOG_PATH } from '../paths.js';
import { table } from '../ui/table.js';
import { time } from '../ui/time.js';

/** Events on a page. */
const PAGE_SIZE = 25;

const OUTCOMES: Record<Outcome, { label: string; tone: Tone }> = {
  SUCCESS: { label: 'Success', tone: 'good' },
  FAILURE: { label: 'Failure', tone: 'bad' },
  CHALLENGE: { label: 'Challenge', tone: 'warn' },
  DENY: { label: 'Deny', tone: 'bad' },
};

export function outcomeBadge({ outcome }: LogEvent): Html {
  const { label, tone } = OUTCOMES[outcome.result];
  return badge(label, tone);
}

/** The System Log, newest first. */
export function logList({ log }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const q = parameter(ctx, 'q').toLowerCase();
    const outcome = parameter(ctx, 'outcome');
    const found = log
      .events()
      .filter((event) => (outcome === '' || event.outcome.result === outcome) && textOf(event).includes(q))
      .reverse();
    const page = cut(ctx, found, PAGE_SIZE);
    show(ctx, {
      title: 'System Log',
      body: html`${search(ctx, {
          label: 'Search events',
          hint: 'By what happened, why, who, or the X-Okta-Request-Id of an answer',
          others: outcomeField(outcome),
        })}
        <p class="muted">${page.total === 1 ? '1 event' : `${page.total.toLocaleString('en')} events`}, newest first</p>
        ${
          page.total > 0
            ? table({
                caption: 'Events',
                columns: ['Time', 'Event', 'Outcome', 'Actor', 'Request'],
                rows: page.items.map(row),
              })
            : q || outcome
              ? nothing('No event matches.', LOG_PATH)
              : html`<p class="empty">Nothing has happened yet. Sign in to an app, or send a token request.</p>`
        }
        ${pager(ctx, page)}`,
    });
  };
}

function row(event: LogEvent): Html[] {
  const { uuid, published, displayMessage, outcome, actor, request } = event;
  return [
    time(published, true),
    html`<a href="${LOG_PATH}/${uuid}">${displayMessage}</a> ${
        outcome.reason === undefined ? undefined : html`<br /><span class="muted">${outcome.reason}</span>`
      }`,
    outcomeBadge(event),
    actor ? html`${actor.displayName}` : html`<span class="muted">unknown</span>`,
    html`<code>${request.method} ${request.path}</code>`,
  ];
}

function outcomeField(chosen: string): Html {
  return html`<div class="field">
    <label for="outcome">Outcome</label>
    <select id="outcome" name="outcome">
      <option value="">All</option>
      ${Object.entries(OUTCOMES).map(
        ([value, { label }]) =>
          html`<option value="${value}" ${value === chosen ? html`selected` : undefined}>${label}</option>`,
      )}
    </select>
  </div>`;
}

/** All by which an event can be found, in lower case. */
function textOf({ displayMessage, eventType, outcome, actor, target = [], request, checks = [] }: LogEvent): string {
  return [
    displayMessage,
    eventType,
    outcome.reason,
    actor?.displayName,
    actor?.alternateId,
    actor?.id,
    ...target.flatMap(({ id, displayName }) => [id, displayName]),
    request.id,
    `${request.method} ${request.path}`,
    ...checks.filter(({ passed }) => !passed).map(({ check }) => check),
  ]
    .join('\n')
    .toLowerCase();
}

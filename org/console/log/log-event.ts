import type { CheckResult } from '../../../dpop/decision.js';
import { textsOf } from '../../../dpop/value.js';
import { wordsFor } from '../../../dpop/words/words-for.js';
import { html, type Html } from '../../pages/page.js';
import type { LogEvent, Outcome } from '../../system-log/system-log.js';
import type { AdminContext } from '../context.js';
import { APPS_PATH, LOG_PATH } from '../paths.js';
import { badge, facts, muted, time, type Tone } from '../ui/elements.js';
import { backLink, show } from '../ui/layout.js';
import { panel } from '../ui/panel.js';

export const OUTCOMES: Record<Outcome, { label: string; tone: Tone }> = {
  SUCCESS: { label: 'Success', tone: 'good' },
  FAILURE: { label: 'Failure', tone: 'stopped' },
  CHALLENGE: { label: 'Challenge', tone: 'asked' },
  DENY: { label: 'Deny', tone: 'stopped' },
};

export function outcomeBadge({ outcome }: LogEvent): Html {
  const { label, tone } = OUTCOMES[outcome.result];
  return badge(label, tone);
}

/** Shows an event of the System Log, with the decision that led to it. */
export function showEvent(ctx: AdminContext, event: LogEvent): void {
  const { displayMessage, eventType, published, outcome, actor, client, target = [], request, checks = [] } = event;
  show(ctx, {
    title: displayMessage,
    above: backLink(LOG_PATH, 'System Log'),
    beside: html`<p class="badges">${outcomeBadge(event)}</p>`,
    body: html`${outcome.reason && html`<p class="reason">${outcome.reason}</p>`}
    ${checks.length === 0 ? undefined : decision(checks)}
    ${panel({
      id: 'event',
      heading: 'Event',
      body: facts(
        ['Time', time(published, true)],
        ['Event type', html`<code>${eventType}</code>`],
        ['Actor', actor ? nameAndId(actor) : muted('unknown')],
        client && ['Application', html`<a href="${APPS_PATH}/${client.id}">${client.displayName}</a>`],
        ...target.map((item) => [`Target (${item.type})`, nameAndId(item)] as const),
      ),
    })}
    ${panel({
      id: 'request',
      heading: 'Request',
      body: facts(
        ['Request', html`<code>${request.method} ${request.path}</code>`],
        ['Status', request.status],
        ['Request ID', html`<code>${request.id}</code>`],
        ['User agent', request.userAgent ?? muted('unknown')],
        ['IP address', request.ipAddress ?? muted('unknown')],
      ),
    })}`,
  });
}

function nameAndId({ displayName, id }: { displayName: string; id: string }): Html {
  return html`${displayName} <code class="muted">${id}</code>`;
}

/** The checks in the order in which they ran, up to the first one that failed. */
function decision(checks: readonly CheckResult<string>[]): Html {
  const failed = checks.filter(({ passed }) => !passed).length;
  return panel({
    id: 'decision',
    heading: 'Decision',
    beside: html`<p class="muted">
      ${
        failed === 0
          ? `All ${checks.length} checks passed.`
          : html`${checks.length} checks ran in this order, until one <a href="#failed">failed</a>.`
      }
    </p>`,
    body: html`<ol class="checks">
      ${checks.map(checkItem)}
    </ol>`,
  });
}

function checkItem(result: CheckResult<string>): Html {
  const { check, passed } = result;
  const { expected, actual } = textsOf(result, timeOf);
  const title = wordsFor(check)?.title;
  return html`<li ${passed ? undefined : html`id="failed" class="failed"`}>
    <p class="verdict">
      <span><code>${check}</code> ${title ? html`<span class="muted">${title}</span>` : undefined}</span>
      ${passed ? html`<span class="actual">${actual}</span>` : undefined}
      ${passed ? badge('Passed', 'good') : badge('Failed', 'stopped')}
    </p>
    ${
      passed
        ? undefined
        : html`<dl class="compared">
            <div>
              <dt>Expected</dt>
              <dd><code>${expected}</code></dd>
            </div>
            <div>
              <dt>Actual</dt>
              <dd><code>${actual}</code></dd>
            </div>
          </dl>`
    }
  </li>`;
}

/** @param seconds since the epoch */
function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime())
    ? String(seconds)
    : time
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}

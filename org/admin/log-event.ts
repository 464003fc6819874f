import type { CheckResult } from '../../dpop/decision.js';
import { textOf } from '../../dpop/value.js';
import { wordsFor } from '../../dpop/words/words-for.js';
import type { OrgContext } from '../context.js';
import { html, type Html } from '../pages/page.js';
import type { AdminContext } from './admin.js';
import { wayBack } from './app-layout.js';
import { badge } from './badge.js';
import { show } from './layout.js';
import { outcomeBadge } from './log-list.js';
import { APPS_PATH, LOG_PATH } from './paths.js';
import { notFoundPage } from './refusal-pages.js';
import { time } from './time.js';

/** One event of the System Log, with the decision that led to it. */
export function logEvent({ log }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const event = log.event(ctx.params['uuid']!);
    if (!event) {
      show(ctx, notFoundPage('event'));
      return;
    }
    const { displayMessage, eventType, published, outcome, actor, client, target = [], request, checks = [] } = event;
    show(ctx, {
      title: displayMessage,
      above: wayBack(LOG_PATH, 'System Log'),
      beside: html`<p class="badges">${outcomeBadge(event)}</p>`,
      body: html`${outcome.reason === undefined ? undefined : html`<p class="reason">${outcome.reason}</p>`}
        ${checks.length === 0 ? undefined : decision(checks)}
        <section class="panel" aria-labelledby="event">
          <h2 id="event">Event</h2>
          <dl class="facts">
            <dt>Time</dt>
            <dd>${time(published, true)}</dd>
            <dt>Event type</dt>
            <dd><code>${eventType}</code></dd>
            <dt>Actor</dt>
            <dd>${actor ? named(actor) : html`<span class="muted">unknown</span>`}</dd>
            ${
              client
                ? html`<dt>Application</dt>
                    <dd><a href="${APPS_PATH}/${client.id}">${client.displayName}</a></dd>`
                : undefined
            }
            ${target.map(
              (thing) =>
                html`<dt>Target (${thing.type})</dt>
                  <dd>${named(thing)}</dd>`,
            )}
          </dl>
        </section>
        <section class="panel" aria-labelledby="request">
          <h2 id="request">Request</h2>
          <dl class="facts">
            <dt>Request</dt>
            <dd><code>${request.method} ${request.path}</code></dd>
            <dt>Answer</dt>
            <dd>${request.status}</dd>
            <dt>Request ID</dt>
            <dd><code>${request.id}</code></dd>
            <dt>Client</dt>
            <dd>${request.userAgent ?? html`<span class="muted">did not say what it is</span>`}</dd>
            <dt>Address</dt>
            <dd>${request.ipAddress ?? html`<span class="muted">unknown</span>`}</dd>
          </dl>
        </section>`,
    });
  };
}

function named({ displayName, id }: { displayName: string; id: string }): Html {
  return html`${displayName} <code class="muted">${id}</code>`;
}

/** The checks in the order in which they ran. The one that failed ended it. */
function decision(checks: readonly CheckResult<string>[]): Html {
  const failed = checks.filter(({ passed }) => !passed).length;
  return html`<section class="panel" aria-labelledby="decision">
    <h2 id="decision">Decision</h2>
    <p class="muted">
      ${
        failed === 0
          ? `All ${checks.length} checks passed.`
          : html`${checks.length} checks ran, in this order, until one <a href="#failed">failed</a>.`
      }
    </p>
    <ol class="checks">
      ${checks.map(checkItem)}
    </ol>
  </section>`;
}

function checkItem({ check, passed, expected, actual }: CheckResult<string>): Html {
  const title = wordsFor(check)?.title;
  return html`<li ${passed ? undefined : html`id="failed" class="failed"`}>
    <p class="verdict">
      <span><code>${check}</code> ${title ? html`<span class="muted">${title}</span>` : undefined}</span>
      ${passed ? html`<span class="actual">${textOf(actual)}</span>` : undefined}
      ${passed ? badge('Passed', 'good') : badge('Failed', 'bad')}
    </p>
    ${
      passed
        ? undefined
        : html`<dl class="compared">
            <div>
              <dt>Expected</dt>
              <dd><code>${textOf(expected)}</code></dd>
            </div>
            <div>
              <dt>Actual</dt>
              <dd><code>${textOf(actual)}</code></dd>
            </div>
          </dl>`
    }
  </li>`;
}

import type { Verdict } from '../../../dpop/check-proof.js';
import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { wayBack } from '../apps/app-layout.js';
import { badge } from '../ui/badge.js';
import { CHECK_NAMES } from './check-names.js';
import { show } from '../ui/layout.js';
import { outcomeBadge } from './log-list.js';
import { APPS_PATH, LOG_PATH } from '../paths.js';
import { notFoundPage } from '../ui/refusal-pages.js';
import { time } from '../ui/time.js';

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
function decision(checks: readonly Verdict<string>[]): Html {
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
      ${checks.map(verdict)}
    </ol>
  </section>`;
}

function verdict({ check, passed, expected, came }: Verdict<string>): Html {
  const meaning = Object.hasOwn(CHECK_NAMES, check) ? CHECK_NAMES[check] : undefined;
  return html`<li ${passed ? undefined : html`id="failed" class="failed"`}>
    <p class="verdict">
      <span><code>${check}</code> ${meaning ? html`<span class="muted">${meaning}</span>` : undefined}</span>
      ${passed ? html`<span class="came">${came}</span>` : undefined}
      ${passed ? badge('Passed', 'good') : badge('Failed', 'bad')}
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
              <dt>Came</dt>
              <dd><code>${came}</code></dd>
            </div>
          </dl>`
    }
  </li>`;
}

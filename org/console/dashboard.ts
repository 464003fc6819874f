import type { OrgContext } from '../context.js';
import { html, type Html } from '../pages/page.js';
import type { AdminContext } from './session/admin.js';
import { show } from './ui/layout.js';
import { APPS_PATH, LOG_PATH, PEOPLE_PATH, SWITCHES_PATH } from './paths.js';
import { switchedOn } from './ui/switched-on.js';
import { time } from './ui/time.js';

/** What there is, what is switched on, and where to go. */
export function dashboard(context: OrgContext): (ctx: AdminContext) => void {
  const { origin, directory, log, switches } = context;
  return (ctx) => {
    const apps = directory.apps();
    const bound = apps.filter((app) => app.dpop_bound_access_tokens).length;
    const users = directory.users();
    const active = users.filter(({ status }) => status === 'ACTIVE').length;
    const events = log.events();
    const failed = events.filter(({ outcome }) => outcome.result === 'FAILURE' || outcome.result === 'DENY').length;
    const on = switchedOn(switches.settings).length;
    show(ctx, {
      title: 'Dashboard',
      body: html`<ul class="cards">
          ${card(APPS_PATH, 'Applications', apps.length, `${bound} with DPoP required`)}
          ${card(PEOPLE_PATH, 'People', users.length, `${active} of them active`)}
          ${card(LOG_PATH, 'System Log', events.length, `${events.length === 1 ? 'event' : 'events'}, ${failed} refused`)}
          ${card(SWITCHES_PATH, 'Switches', on, on === 0 ? 'on: all is as normal' : 'on')}
        </ul>
        <section class="panel" aria-labelledby="org">
          <h2 id="org">This org</h2>
          <dl class="facts">
            <dt>Issuer</dt>
            <dd><code>${origin}</code></dd>
            <dt>The org’s clock</dt>
            <dd>${time(new Date(context.now() * 1000).toISOString(), true)}</dd>
            <dt>Metadata</dt>
            <dd><a href="/.well-known/openid-configuration">/.well-known/openid-configuration</a></dd>
          </dl>
        </section>`,
    });
  };
}

function card(path: string, label: string, count: number, what: string): Html {
  return html`<li class="card-link">
    <h2><a href="${path}">${label}</a></h2>
    <p><span class="figure">${count.toLocaleString('en')}</span> <span class="muted">${what}</span></p>
  </li>`;
}

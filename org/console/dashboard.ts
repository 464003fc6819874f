import Router from '@koa/router';
import type { OrgContext } from '../context.js';
import { html, type Html } from '../pages/page.js';
import type { AdminState, Area, Handler } from './context.js';
import { ADMIN_PATH, APPS_PATH, LOG_PATH, PEOPLE_PATH, SWITCHES_PATH } from './paths.js';
import { isRefused, REFUSED_PATH } from './log/log.js';
import { facts, time } from './ui/elements.js';
import { show } from './ui/layout.js';
import { panel } from './ui/panel.js';
import { switchedOn } from './ui/switched-on.js';

export const dashboard: Area = {
  link: [ADMIN_PATH, 'Dashboard'],
  routes: (context) => new Router<AdminState>().get(ADMIN_PATH, showDashboard(context)),
};

function showDashboard(context: OrgContext): Handler {
  const { origin, directory, log, switches } = context;
  return (ctx) => {
    const apps = directory.apps();
    const bound = apps.filter((app) => app.dpop_bound_access_tokens).length;
    const users = directory.users();
    const active = users.filter(({ status }) => status === 'ACTIVE').length;
    const events = log.events();
    const failed = events.filter(({ outcome }) => isRefused(outcome.result)).length;
    const on = switchedOn(switches.settings).length;
    show(ctx, {
      title: 'Dashboard',
      body: html`<ul class="cards">
          ${card(APPS_PATH, 'Applications', apps.length, `${bound} require DPoP`)}
          ${card(PEOPLE_PATH, 'People', users.length, `${active} active`)}
          ${card(
            LOG_PATH,
            'System Log',
            events.length,
            html`${events.length === 1 ? 'event' : 'events'}, <a href="${REFUSED_PATH}">${failed} failed or denied</a>`,
          )}
          ${card(SWITCHES_PATH, 'Switches', on, on === 0 ? 'on: everything is normal' : 'on')}
        </ul>
        ${panel({
          id: 'org',
          heading: 'This org',
          body: facts(
            ['Issuer', html`<code>${origin}</code>`],
            ['Org clock', time(new Date(context.now() * 1000).toISOString(), true)],
            ['Metadata', html`<a href="/.well-known/openid-configuration">/.well-known/openid-configuration</a>`],
          ),
        })}`,
    });
  };
}

function card(path: string, label: string, count: number, detail: string | Html): Html {
  return html`<li class="card-link">
    <h2><a href="${path}">${label}</a></h2>
    <p><span class="figure">${count.toLocaleString('en')}</span> <span class="muted">${detail}</span></p>
  </li>`;
}

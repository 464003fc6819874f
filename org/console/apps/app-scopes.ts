import { supportedScopes } from '../../model/scopes.js';
import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { appPath, showApp } from './app-layout.js';
import { badge } from '../ui/badge.js';
import { form } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { nothing, parameter, search } from '../ui/list.js';
import { notFoundPage, refusedPage } from '../ui/refusal-pages.js';
import { table } from '../ui/table.js';

/** Scopes of the Management API that the org knows. */
function managementScopes({ directory }: OrgContext): string[] {
  return supportedScopes(directory.apps())
    .filter((scope) => scope.startsWith('okta.'))
    .sort();
}

/** The tab with the scopes of the Management API. */
export function showScopes(context: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = context.directory.app(ctx.params['id']!);
    if (!app) {
      show(ctx, notFoundPage('application'));
      return;
    }
    const { mayChange } = ctx.state.admin;
    const q = parameter(ctx, 'q').toLowerCase();
    const rank = (scope: string): number => (app.granted_scopes.includes(scope) ? 0 : 1);
    const found = managementScopes(context)
      .filter((scope) => scope.toLowerCase().includes(q))
      .sort((a, b) => rank(a) - rank(b));
    const rows = found.map((scope) => {
      const isGranted = app.granted_scopes.includes(scope);
      const [name, verb] = isGranted ? ['revoke', 'Revoke'] : ['grant', 'Grant'];
      return [
        html`<code>${scope}</code>`,
        isGranted ? badge('Granted', 'good') : badge('Not granted'),
        ...(mayChange
          ? [
              form(ctx, {
                action: appPath(app, 'scopes'),
                fields: html`<input type="hidden" name="${name}" value="${scope}" />`,
                submit: html`${verb} <span class="hidden">${scope}</span>`,
              }),
            ]
          : []),
      ];
    });
    showApp(
      ctx,
      app,
      'scopes',
      html`<section class="panel" aria-labelledby="scopes">
        <h2 id="scopes">Okta API Scopes</h2>
        <p>
          What the application may ask for at the Management API. What it then sees depends on the admin role of the
          person, or of the service, too.
        </p>
        ${search(ctx, { label: 'Search scopes', hint: 'Those that are granted come first.' })}
        ${
          rows.length === 0
            ? nothing('No scope matches.', appPath(app, 'scopes'))
            : table({
                caption: 'Okta API Scopes',
                columns: ['Scope', 'Consent', ...(mayChange ? ['Change'] : [])],
                rows,
              })
        }
      </section>`,
    );
  };
}

/** Grants or revokes one scope. Tokens that were issued keep what they have. */
export function changeScope(context: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const { directory, appChanges } = context;
    const app = directory.app(ctx.params['id']!);
    if (!app) {
      show(ctx, notFoundPage('application'));
      return;
    }
    const [grant, revoke] = [ctx.state.form.get('grant'), ctx.state.form.get('revoke')];
    const scope = grant ?? revoke ?? '';
    if (!managementScopes(context).includes(scope)) {
      show(ctx, refusedPage('There is no such scope. Nothing was changed.', 400));
      return;
    }
    if (grant === null) appChanges.revokeScope(ctx, app, scope);
    else appChanges.grantScope(ctx, app, scope);
    seeOther(ctx, appPath(app, 'scopes'), grant === null ? 'revoked' : 'granted');
  };
}

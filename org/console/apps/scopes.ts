import { supportedScopes } from '../../model/scopes.js';
import type { OrgContext } from '../../context.js';
import { html } from '../../pages/page.js';
import type { Handler } from '../context.js';
import { appPath } from '../paths.js';
import { badge } from '../ui/elements.js';
import { refusedPage } from '../ui/error-pages.js';
import { buttonForm } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { list } from '../ui/list.js';
import { panel } from '../ui/panel.js';
import { showApp, withApp } from './app.js';

/** The scopes of the Management API that the org knows. */
function managementScopes({ directory }: OrgContext): string[] {
  return supportedScopes(directory.apps())
    .filter((scope) => scope.startsWith('okta.'))
    .sort();
}

/** The tab with the scopes of the Management API. */
export function showScopes(context: OrgContext): Handler {
  return withApp(context, (ctx, app) => {
    const isGranted = (scope: string): boolean => app.granted_scopes.includes(scope);
    const [granted, others] = [isGranted, (scope: string) => !isGranted(scope)].map((filter) =>
      managementScopes(context).filter(filter),
    );
    const body = list(ctx, {
      caption: 'Okta API Scopes',
      items: [...granted!, ...others!],
      columns: {
        Scope: (scope) => html`<code>${scope}</code>`,
        Consent: (scope) => (isGranted(scope) ? badge('Granted', 'good') : badge('Not granted', 'off')),
        ...(ctx.state.admin.mayChange && {
          Change: (scope: string) =>
            buttonForm(ctx, {
              action: appPath(app, 'scopes'),
              hidden: { [isGranted(scope) ? 'revoke' : 'grant']: scope },
              submit: html`${isGranted(scope) ? 'Revoke' : 'Grant'} <span class="hidden">${scope}</span>`,
            })!,
        }),
      },
      search: { label: 'Search scopes', hint: 'Granted scopes come first.', in: (scope) => [scope] },
      empty: 'The org knows no scopes of the Management API.',
      noMatch: 'No scopes match this search.',
    });
    showApp(
      ctx,
      app,
      'scopes',
      panel({
        id: 'scopes',
        heading: 'Okta API Scopes',
        body: html`<div class="text">
            <p>
              What the application may request for the Management API. The admin role of the person or of the service
              limits it further.
            </p>
          </div>
          ${body}`,
      }),
    );
  });
}

/** Grants or revokes a scope. Tokens that were already issued keep theirs. */
export function changeScope(context: OrgContext): Handler {
  return withApp(context, (ctx, app) => {
    const { appChanges } = context;
    const [grant, revoke] = [ctx.state.form.get('grant'), ctx.state.form.get('revoke')];
    const scope = grant ?? revoke ?? '';
    if (!managementScopes(context).includes(scope)) {
      show(ctx, refusedPage('There is no such scope. Nothing was changed.', 400));
      return;
    }
    if (grant === null) appChanges.revokeScope(ctx, app, scope);
    else appChanges.grantScope(ctx, app, scope);
    seeOther(ctx, appPath(app, 'scopes'), grant === null ? 'revoked' : 'granted');
  });
}

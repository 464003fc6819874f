import type { OrgContext } from '../../context.js';
import { ADMIN_ROLES, ROLE_NAMES, type AdminRole } from '../../model/user.js';
import { html, type Html } from '../../pages/page.js';
import type { Handler } from '../context.js';
import { appPath } from '../paths.js';
import { refusedPage } from '../ui/error-pages.js';
import { form, radio } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { showApp, withServiceApp } from './app.js';

const ROLE_HINTS: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Can read and change everything that its scopes allow.',
  READ_ONLY_ADMIN: 'Can read everything that its scopes allow.',
};

/** The tab with the admin role of a service app. */
export function showRoles(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => {
    const content = { values: { role: app.role ?? 'none' } };
    const choice = (value: string, label: string, hint: string): Html =>
      radio(content, { name: 'role', value, label, hint });
    showApp(
      ctx,
      app,
      'roles',
      html`<section class="panel" aria-labelledby="roles">
        <h2 id="roles">Admin roles</h2>
        <p>A service acts on its own behalf. It can only do what both its scopes and its role allow.</p>
        ${form(ctx, {
          action: appPath(app, 'roles'),
          submit: 'Save',
          fields: html`<fieldset>
            <legend>Role</legend>
            ${choice('none', 'No role', 'The Management API returns empty lists or refuses the request.')}
            ${ADMIN_ROLES.map((role) => choice(role, ROLE_NAMES[role], ROLE_HINTS[role]))}
          </fieldset>`,
        })}
      </section>`,
    );
  });
}

export function saveRole(context: OrgContext): Handler {
  return withServiceApp(context, (ctx, app) => {
    const sent = ctx.state.form.get('role');
    const role = sent === 'none' ? null : ADMIN_ROLES.find((name) => name === sent);
    if (role === undefined) {
      show(ctx, refusedPage('There is no such role. Nothing was changed.', 400));
      return;
    }
    context.appChanges.setRole(ctx, app, role);
    seeOther(ctx, appPath(app, 'roles'), 'role-saved');
  });
}

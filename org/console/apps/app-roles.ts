import type { OrgContext } from '../../context.js';
import { html, type Html } from '../../pages/page.js';
import { ADMIN_ROLES, type AdminRole } from '../../model/user.js';
import { ROLE_NAMES, type AdminContext } from '../session/admin.js';
import { appPath, showApp } from './app-layout.js';
import { form, radio } from '../ui/form.js';
import { seeOther, show } from '../ui/layout.js';
import { refusedPage } from '../ui/refusal-pages.js';
import { serviceApp } from './service-app.js';

const WHAT_THEY_MAY: Record<AdminRole, string> = {
  SUPER_ADMIN: 'May read and change everything that its scopes cover.',
  READ_ONLY_ADMIN: 'May read everything that its scopes cover.',
};

/** The tab with the admin role of a service app. */
export function showRoles({ directory }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const choice = (value: string, label: string, hint: string): Html =>
      radio({ name: 'role', value, label, hint, checked: (app.role ?? 'none') === value });
    showApp(
      ctx,
      app,
      'roles',
      html`<section class="panel" aria-labelledby="roles">
        <h2 id="roles">Admin roles</h2>
        <p>A service acts on its own behalf. Its scopes say what it may ask for, its role what it gets.</p>
        ${form(ctx, {
          action: appPath(app, 'roles'),
          submit: 'Save',
          fields: html`<fieldset>
            <legend>Role</legend>
            ${choice('none', 'No role', 'Lists of the Management API come back empty or are refused.')}
            ${ADMIN_ROLES.map((role) => choice(role, ROLE_NAMES[role], WHAT_THEY_MAY[role]))}
          </fieldset>`,
        })}
      </section>`,
    );
  };
}

/** Takes the role of a service app. */
export function saveRole({ directory, appChanges }: OrgContext): (ctx: AdminContext) => void {
  return (ctx) => {
    const app = serviceApp(ctx, directory);
    if (!app) return;
    const sent = ctx.state.form.get('role');
    const role = sent === 'none' ? null : ADMIN_ROLES.find((name) => name === sent);
    if (role === undefined) {
      show(ctx, refusedPage('There is no such role. Nothing was changed.', 400));
      return;
    }
    appChanges.setRole(ctx, app, role);
    seeOther(ctx, appPath(app, 'roles'), 'role-saved');
  };
}

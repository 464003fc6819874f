import type { App } from '../../model/app.js';
import { hasNoUsers } from '../../model/assignments.js';
import { html, type Html } from '../../pages/page.js';
import { appPath } from '../paths.js';
import { radio, type Values } from '../ui/form.js';

/** The choice of who can sign in to an app. The labels are Okta's. */
export function accessChoice({ access = 'everyone' }: Values): Html {
  const content = { values: { access } };
  return html`<fieldset>
    <legend>Controlled access</legend>
    ${radio(content, {
      name: 'access',
      value: 'everyone',
      label: 'Allow everyone in your organization to access',
      hint: 'Every active person in the org can sign in.',
    })}
    ${radio(content, {
      name: 'access',
      value: 'assigned',
      label: 'Limit access to people who are assigned',
      hint: 'Nobody, until you assign people on the Assignments tab. Others get “User is not assigned to the client application.”',
    })}
  </fieldset>`;
}

/** The setting in a form; without the choice it is everyone. */
export function accessSettings(values: Values): { implicit_assignment: boolean } {
  return { implicit_assignment: values['access'] !== 'assigned' };
}

/** On every tab of an app to which nobody can sign in. */
export function nobodyBanner(app: App): Html | undefined {
  if (!hasNoUsers(app)) return undefined;
  return html`<p class="banner">
    Nobody can sign in to this application, because no one is assigned. Assign people or allow everyone on the
    <a href="${appPath(app, 'assignments')}">Assignments</a> tab.
  </p>`;
}

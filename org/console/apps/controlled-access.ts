import type { App } from '../../model/app.js';
import { hasNoUsers } from '../../model/assignments.js';
import { html, type Html } from '../../pages/page.js';
import { appPath } from '../paths.js';
import { choices, radio, type Values } from '../ui/form.js';

/** Okta's names of who can sign in to an app. */
export const ACCESS_NAMES = {
  everyone: 'Allow everyone in your organization to access',
  assigned: 'Limit access to people who are assigned',
} as const;

/**
 * The choice of who can sign in to an app.
 *
 * @param focus whether the focus is here when the page opens
 */
export function accessChoice({ access = 'everyone' }: Values, focus = false): Html {
  const content = { values: { access } };
  return choices(
    'Controlled access',
    html`${radio(content, {
      name: 'access',
      focus,
      value: 'everyone',
      label: ACCESS_NAMES.everyone,
      hint: 'Every active person in the org can sign in.',
    })}
    ${radio(content, {
      name: 'access',
      focus,
      value: 'assigned',
      label: ACCESS_NAMES.assigned,
      hint: 'Nobody, until you assign people on the Assignments tab. Others get “User is not assigned to the client application.”',
    })}`,
  );
}

/** The choice as a section of the form of a new app; none for a service app, to which nobody signs in. */
export function accessSection(type: App['type'], values: Values): Html | undefined {
  if (type === 'service') return undefined;
  return html`<h3 class="group">Assignments</h3>
    ${accessChoice(values)}`;
}

/** The setting in the form of a browser app; without the choice it is everyone. */
export function accessSettings(type: App['type'], values: Values): { implicit_assignment?: boolean } {
  return type === 'service' ? {} : { implicit_assignment: values['access'] !== 'assigned' };
}

/** On every tab of an app to which nobody can sign in. */
export function nobodyBanner(app: App): Html | undefined {
  if (!hasNoUsers(app)) return undefined;
  return html`<p class="banner">
    Nobody can sign in to this application, because no one is assigned. Assign people or allow everyone on the
    <a href="${appPath(app, 'assignments')}">Assignments</a> tab.
  </p>`;
}

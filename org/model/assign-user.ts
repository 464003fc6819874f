import type { AppChanges } from './app-changes.js';
import type { App, BrowserApp } from './app.js';
import { assignmentOf } from './assignments.js';
import type { ChangeContext } from './change.js';
import { formatTimestamp } from './fields.js';
import { SettingsError } from './settings-error.js';
import type { User } from './user.js';

/**
 * Lets a user sign in to an app that is not open to everyone. Changes nothing for a user who is assigned already.
 *
 * @throws SettingsError for a deprovisioned user
 */
export function assignUser(changes: AppChanges, context: ChangeContext, app: BrowserApp, user: User): BrowserApp {
  if (user.status === 'DEPROVISIONED') throw new SettingsError([['id', 'A deprovisioned user cannot be assigned.']]);
  const assignment = { user: user.id, created: formatTimestamp(changes.now()) };
  const assign = (current: BrowserApp): BrowserApp =>
    assignmentOf(current, user.id) ? current : { ...current, assignments: [...current.assignments, assignment] };
  return changes.edit(
    context,
    app,
    { eventType: 'application.user_membership.add', displayMessage: 'Add user to application membership' },
    assign,
    ['User', user.id],
  );
}

/** Removes an assignment. The user's tokens for the app are revoked, unless the app is open to everyone. */
export function unassignUser(changes: AppChanges, context: ChangeContext, app: App, userId: string): BrowserApp {
  const unassign = (current: BrowserApp): BrowserApp => ({
    ...current,
    assignments: current.assignments.filter(({ user }) => user !== userId),
  });
  return changes.edit(
    context,
    app as BrowserApp,
    { eventType: 'application.user_membership.remove', displayMessage: "Remove user's application membership" },
    unassign,
    ['User', userId],
  );
}

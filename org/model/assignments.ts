import { z } from 'zod';
import type { App } from './seed.js';

/** An app that people sign in to. */
export type BrowserApp = Extract<App, { type: 'browser' }>;

/** Who may sign in to an app: the part of its schema. What says nothing of it is open to everyone. */
export const assignmentFields = {
  /**
   * Whether everyone of the org may sign in (Okta's name for it; in its console: "Allow everyone in your organization
   * to access"). Else those may who are assigned.
   */
  implicit_assignment: z.boolean().default(true),
  /** People who are assigned one by one, in that order. They stay when the app is opened to everyone. */
  assignments: z
    .array(z.strictObject({ user: z.string(), created: z.iso.datetime({ precision: 3 }) }))
    .default([])
    .refine((all) => new Set(all.map(({ user }) => user)).size === all.length, 'The same user stands there twice.'),
};

/** Whether a user may sign in to an app. */
export function isAssigned(app: App, userId: string): boolean {
  return (app.type === 'browser' && app.implicit_assignment) || assignmentOf(app, userId) !== undefined;
}

/** How a user is assigned by name; undefined when that is not so, even if everyone may sign in. */
export function assignmentOf(app: App, userId: string): BrowserApp['assignments'][number] | undefined {
  return app.type === 'browser' ? app.assignments.find(({ user }) => user === userId) : undefined;
}

/** Whether nobody at all may sign in: an app whose people are still to be assigned. */
export function isForNobody(app: App): boolean {
  return app.type === 'browser' && !app.implicit_assignment && app.assignments.length === 0;
}

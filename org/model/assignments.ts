import { z } from 'zod';
import { timestamp } from './fields.js';

/** What the schema of a browser app includes for assignments. An app that says nothing is open to everyone. */
export const assignmentFields = {
  /**
   * Whether every user of the org may sign in (Okta's name; "Allow everyone in your organization to access" in its
   * console). Otherwise only assigned users may.
   */
  implicit_assignment: z.boolean().default(true),
  /** The assigned users, in the order of assignment. They are kept while the app is open to everyone. */
  assignments: z
    .array(z.strictObject({ user: z.string(), created: timestamp }))
    .default([])
    .refine((all) => new Set(all.map(({ user }) => user)).size === all.length, 'The same user is assigned twice.'),
};

/** Any app, as far as assignments are concerned: a service app has none. */
type Assignable = { type: string } & Partial<z.infer<z.ZodObject<typeof assignmentFields>>>;

export type Assignment = NonNullable<Assignable['assignments']>[number];

/** Whether a user may sign in to an app. */
export function isAssigned(app: Assignable, userId: string): boolean {
  return app.implicit_assignment === true || assignmentOf(app, userId) !== undefined;
}

/** The assignment of a user to an app; undefined when there is none, even if the app is open to everyone. */
export function assignmentOf({ assignments }: Assignable, userId: string): Assignment | undefined {
  return assignments?.find(({ user }) => user === userId);
}

/** Whether no user can sign in to an app until one is assigned. */
export function hasNoUsers({ implicit_assignment: isForEveryone, assignments }: Assignable): boolean {
  return isForEveryone === false && assignments?.length === 0;
}

import { z } from 'zod';
import { timestamp } from './fields.js';

/** Admin roles that the org knows (Okta's names). `null` in a seed: no role. */
export const ADMIN_ROLES = ['SUPER_ADMIN', 'READ_ONLY_ADMIN'] as const;

export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Life-cycle states of a user (Okta Users API). Only `ACTIVE` users can sign in. */
export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

/** A user, as in a seed. */
export const userSchema = z.strictObject({
  id: z.string().regex(/^00u[A-Za-z0-9]{17}$/, 'expected an Okta user id: "00u" and 17 letters or digits'),
  status: z.enum(USER_STATUSES),
  role: z.enum(ADMIN_ROLES).nullable(),
  /** Users without a password cannot sign in. The sign-in page shows the passwords, since this is a practice org. */
  password: z.string().min(8).optional(),
  created: timestamp,
  activated: timestamp.nullable(),
  statusChanged: timestamp.nullable(),
  lastLogin: timestamp.nullable(),
  lastUpdated: timestamp,
  passwordChanged: timestamp.nullable(),
  profile: z.strictObject({
    firstName: z.string().min(1),
    lastName: z.string().min(1),
    login: z.string().min(1),
    email: z.email(),
    mobilePhone: z.string().nullable(),
    secondEmail: z.string().nullable(),
  }),
});

export type User = z.infer<typeof userSchema>;

/** First and last name, separated by a space. */
export function fullName({ profile }: User): string {
  return `${profile.firstName} ${profile.lastName}`;
}

/** Okta's display names of the admin roles. */
export const ROLE_NAMES: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Super Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
};

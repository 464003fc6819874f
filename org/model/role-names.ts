import type { AdminRole } from './seed.js';

/** Okta's display names of the admin roles. */
export const ROLE_NAMES: Record<AdminRole, string> = {
  SUPER_ADMIN: 'Super Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
};

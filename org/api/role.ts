import type { AccessTokenClaims, Directory } from '../context.js';
import type { AdminRole } from '../model/seed.js';

/** The least admin role that an endpoint requires. */
export type RequiredRole = 'none' | 'admin' | 'super-admin';

/** The admin role of the caller: that of the user or, for a token without a user, of the service app. Null for none. */
export function roleOf({ uid, cid }: AccessTokenClaims, directory: Directory): AdminRole | null {
  if (uid !== undefined) return directory.user(uid)?.role ?? null;
  const app = directory.app(cid);
  return app?.type === 'service' ? app.role : null;
}

/** Whether the caller's admin role is enough. */
export function hasRole(claims: AccessTokenClaims, required: RequiredRole, directory: Directory): boolean {
  if (required === 'none') return true;
  const role = roleOf(claims, directory);
  return required === 'admin' ? role !== null : role === 'SUPER_ADMIN';
}

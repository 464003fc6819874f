import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import type { Directory } from '../model/directory.js';

/** The least admin role that an endpoint requires. */
export type RequiredRole = 'none' | 'admin' | 'super-admin';

/** Whether the caller's admin role is enough. */
export function hasRole(claims: AccessTokenClaims, required: RequiredRole, directory: Directory): boolean {
  if (required === 'none') return true;
  const role = directory.roleOf(claims);
  return required === 'admin' ? role !== null : role === 'SUPER_ADMIN';
}

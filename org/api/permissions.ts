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

/**
 * Whether granted scopes include a required one. `manage` includes `read`, and both include their `.self`
 * (docs/okta-facts.md, section 5.1).
 */
export function hasScope(granted: readonly string[], required: string): boolean {
  const wider = [required, required.replace('.read', '.manage')];
  return [...wider, ...wider.map((scope) => scope.replace(/\.self$/, ''))].some((scope) => granted.includes(scope));
}

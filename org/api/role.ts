import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import type { Directory } from '../model/directory.js';
import { OktaError } from '../http/errors.js';
import type { AdminRole } from '../model/user.js';

/** The admin role behind an access token: its user's, or that of the service app; null for none. */
export function roleOf(claims: AccessTokenClaims, directory: Directory): AdminRole | null {
  return directory.roleOf(claims);
}

/** @throws OktaError `E0000006` for one without an admin role */
export function requireAdmin(claims: AccessTokenClaims, directory: Directory): void {
  if (roleOf(claims, directory) === null) throw new OktaError('E0000006');
}

/** Only a super admin may change apps. @throws OktaError `E0000006` for others */
export function requireSuperAdmin(claims: AccessTokenClaims, directory: Directory): void {
  if (roleOf(claims, directory) !== 'SUPER_ADMIN') throw new OktaError('E0000006');
}

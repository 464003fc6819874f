import type { AccessTokenClaims, Directory } from '../context.js';
import { OktaError } from '../http/errors.js';
import type { AdminRole } from '../model/seed.js';

/** The admin role behind an access token: its user's, or that of the service app; null for none. */
export function roleOf({ uid, cid }: AccessTokenClaims, directory: Directory): AdminRole | null {
  if (uid !== undefined) return directory.user(uid)?.role ?? null;
  const app = directory.app(cid);
  return app?.type === 'service' ? app.role : null;
}

/** @throws OktaError `E0000006` for one without an admin role */
export function requireAdmin(claims: AccessTokenClaims, directory: Directory): void {
  if (roleOf(claims, directory) === null) throw new OktaError('E0000006');
}

/** Only a super admin may change apps. @throws OktaError `E0000006` for others */
export function requireSuperAdmin(claims: AccessTokenClaims, directory: Directory): void {
  if (roleOf(claims, directory) !== 'SUPER_ADMIN') throw new OktaError('E0000006');
}

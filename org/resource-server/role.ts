import type { AccessTokenClaims, Directory } from '../context.js';
import type { AdminRole } from '../seed.js';

/** The admin role behind an access token: its user's, or that of the service app; null for none. */
export function roleOf({ uid, cid }: AccessTokenClaims, directory: Directory): AdminRole | null {
  if (uid !== undefined) return directory.user(uid)?.role ?? null;
  const app = directory.app(cid);
  return app?.type === 'service' ? app.role : null;
}

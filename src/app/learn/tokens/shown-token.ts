import { decodeJwt, decodeProtectedHeader } from 'jose';

/** A token, decoded. */
export interface ShownToken {
  name: string;
  about: string;
  thumbprint: string | undefined;
  claims: { name: string; value: string; note: string }[];
  /** Seconds since the epoch. */
  issued: number;
  expires: number;
}

/** Claims that are times. */
const TIMES = ['iat', 'exp', 'auth_time', 'nbf'];

/**
 * Decodes a token.
 *
 * @param name what it is
 * @param about what it is for
 */
export function tokenOf(name: string, about: string, jwt: string): ShownToken {
  try {
    const { kid, alg } = decodeProtectedHeader(jwt);
    const { cnf, ...payload } = decodeJwt<{ cnf?: { jkt?: string } }>(jwt);
    const claims = Object.entries({ alg, kid, ...payload }).map(([claim, value]) => ({
      name: claim,
      value: typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : JSON.stringify(value),
      note: TIMES.includes(claim) ? new Date(Number(value) * 1000).toLocaleTimeString() : '',
    }));
    return { name, about, thumbprint: cnf?.jkt, claims, issued: payload.iat ?? 0, expires: payload.exp ?? 0 };
  } catch {
    return {
      name,
      about: `${about} It is opaque: only the org can read it.`,
      thumbprint: undefined,
      claims: [],
      issued: 0,
      expires: 0,
    };
  }
}

/**
 * How long a token is still good, such as `59:47 left`.
 *
 * @param now seconds since the epoch
 */
export function lifeLeft({ expires }: ShownToken, now: number): string {
  const seconds = Math.floor(expires - now);
  if (seconds <= 0) return 'expired';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

/** How much of a token's lifetime is left, from 0 to 1. */
export function shareLeft({ issued, expires }: ShownToken, now: number): number {
  return Math.max(0, Math.min(1, (expires - now) / (expires - issued)));
}

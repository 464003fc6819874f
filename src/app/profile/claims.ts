import type { UserClaims } from '@okta/okta-auth-js';

/** One claim of userinfo, laid out for users. */
export interface ClaimRow {
  /** Its name on the wire. */
  claim: string;
  /** In human words; empty for a claim without a standard meaning. */
  label: string;
  value: string;
  kind: 'text' | 'code' | 'instant';
  /** Only for `email`: whether the org has verified it; undefined when it does not say. */
  verified?: boolean | undefined;
}

/** The standard claims (OpenID Connect Core section 5.1) in the order in which users look for them. */
const KNOWN: readonly (readonly [claim: string, label: string, kind?: ClaimRow['kind']])[] = [
  ['name', 'Name'],
  ['given_name', 'First name'],
  ['middle_name', 'Middle name'],
  ['family_name', 'Last name'],
  ['nickname', 'Nickname'],
  ['preferred_username', 'Username', 'code'],
  ['email', 'Email', 'code'],
  ['phone_number', 'Phone', 'code'],
  ['address', 'Address'],
  ['profile', 'Profile page', 'code'],
  ['locale', 'Language'],
  ['zoneinfo', 'Time zone'],
  ['updated_at', 'Last changed', 'instant'],
  ['sub', 'User ID', 'code'],
];

/**
 * Lays out the claims of userinfo: those with a standard meaning first, in human words, then all others under their own
 * names. Nothing that came is left out; `email_verified` goes into the row of `email`.
 *
 * @returns rows; an `instant` row has its value in ISO 8601
 */
export function claimRows(claims: UserClaims): ClaimRow[] {
  const left = new Map<string, unknown>(Object.entries(claims));
  const verified = left.get('email_verified');
  if (left.has('email')) left.delete('email_verified');

  const rows: ClaimRow[] = [];
  for (const [claim, label, kind = 'text'] of KNOWN) {
    const value = left.get(claim);
    if (value === undefined || value === null || value === '') continue;
    left.delete(claim);
    if (kind === 'instant' && !isSeconds(value)) {
      rows.push({ claim, label, value: words(value), kind: 'text' });
      continue;
    }
    rows.push({
      claim,
      label,
      kind,
      value: kind === 'instant' ? new Date((value as number) * 1000).toISOString() : human(claim, value),
      ...(claim === 'email' && typeof verified === 'boolean' && { verified }),
    });
  }
  for (const [claim, value] of left) rows.push({ claim, label: '', value: words(value), kind: 'code' });
  return rows;
}

/** Seconds since the epoch that a Date can hold. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e12;
}

function human(claim: string, value: unknown): string {
  if (claim === 'locale' && typeof value === 'string') return language(value);
  if (claim === 'address' && typeof value === 'object') {
    const { formatted } = value as { formatted?: unknown };
    if (typeof formatted === 'string') return formatted;
  }
  return words(value);
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `en_US` or `en-US` as "American English (en-US)", in the browser's language; a tag that is none stays as it came. */
function language(locale: string): string {
  try {
    const tag = locale.replaceAll('_', '-');
    const name = new Intl.DisplayNames(undefined, { type: 'language', fallback: 'none' }).of(tag);
    return name ? `${name} (${tag})` : locale;
  } catch {
    return locale;
  }
}

import { z } from 'zod';
import { createHash, randomInt } from 'node:crypto';

/** A date and time as Okta writes it: ISO 8601 in UTC, with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 });

/** @param seconds since the epoch */
export function formatTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** The beginning of a value of any length, to be quoted in an error message. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The id of the org. The org is its own identity provider. */
export const ORG_ID = '00o1practiceorg0DPoP';

/**
 * A new random id in Okta's form: a prefix and 17 letters or digits.
 *
 * @param prefix three characters that say what the id is of: `0oa` an app, `tos` a trusted origin
 */
export function newId(prefix: '0oa' | 'tos'): string {
  return `${prefix}${Array.from({ length: 17 }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join('')}`;
}

/**
 * An id in Okta's form for something without an id of its own. The same content always has the same id.
 *
 * @param prefix three characters that say what the id is of: `oag` a grant, `pks` a key, `102` a session
 * @returns 20 letters and digits
 */
export function derivedId(prefix: 'oag' | 'pks' | '102', ...content: string[]): string {
  const digest = createHash('sha256').update(content.join(' ')).digest('base64');
  return `${prefix}${digest.replaceAll(/[^A-Za-z0-9]/g, '')}`.slice(0, 20);
}

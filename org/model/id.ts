import { randomInt } from 'node:crypto';

const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A new id of Okta's form: a prefix, and 17 letters or digits at random.
 *
 * @param prefix the three characters that tell its kind
 */
export function newId(prefix: '0oa' | 'tos'): string {
  return `${prefix}${Array.from({ length: 17 }, () => SIGNS[randomInt(SIGNS.length)]).join('')}`;
}

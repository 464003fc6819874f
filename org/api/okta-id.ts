import { createHash } from 'node:crypto';

/**
 * An id of Okta's form for what has none of its own: the same one for the same content.
 *
 * @param prefix the three characters that tell its kind
 * @returns 20 letters and digits
 */
export function oktaId(prefix: 'oag' | 'pks' | '102', ...content: string[]): string {
  const digest = createHash('sha256').update(content.join(' ')).digest('base64');
  return `${prefix}${digest.replaceAll(/[^A-Za-z0-9]/g, '')}`.slice(0, 20);
}

import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether somebody knows a secret. How long it takes does not tell how near a guess is, nor how long the secret is. */
export function isSameSecret(secret: string, guess: string): boolean {
  return timingSafeEqual(digest(secret), digest(guess));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

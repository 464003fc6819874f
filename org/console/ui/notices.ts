/** What a page says after a form was taken, by the `notice` in its address. Only these texts can be shown. */
export const NOTICES = {
  'saved': 'Saved. The change is in effect.',
  'created': 'The application was created.',
  'created-for-nobody': 'The application was created. Nobody can sign in to it yet.',
  'activated': 'The application was activated.',
  'deactivated': 'The application was deactivated, and its tokens were ended.',
  'deleted': 'The application was deleted.',
  'origin-created': 'The origin was added. It is trusted from now on.',
  'origin-activated': 'The origin was activated. It is trusted again.',
  'origin-deactivated': 'The origin was deactivated. It is trusted no more.',
  'origin-deleted': 'The origin was deleted. It is trusted no more.',
  'credentials-saved': 'The client credentials were saved. They are in effect.',
  'granted': 'The scope was granted.',
  'revoked': 'The scope was revoked.',
  'role-saved': 'The admin role was saved. It is in effect.',
  'access-saved': 'Saved. It is in effect, and tokens of people who may no longer sign in were ended.',
  'assigned': 'The person was assigned.',
  'unassigned': 'The assignment was removed. The person may still sign in, as everyone may.',
  'shut-out': 'The assignment was removed, and the tokens that the application held for this person were ended.',
  'switched': 'The switches were set.',
  'normal': 'Everything is back to normal.',
  'nonce-rotated': 'The nonce was rotated: none that was handed out before is accepted.',
  'replays-cleared': 'The jti store was emptied: a proof that was used may be used once more.',
  'sessions-ended': 'The sessions of this person were ended.',
} as const;

export type Notice = keyof typeof NOTICES;

export function noticeText(name: unknown): string | undefined {
  return typeof name === 'string' && Object.hasOwn(NOTICES, name) ? NOTICES[name as Notice] : undefined;
}

/** Whether Okta or okta-auth-js says that the time in a proof or in an ID token is not theirs. */
export function isAboutTime(description: string): boolean {
  return /issued in the future|more than five minutes in the past|DPoP proof JWT is expired|JWT expired|expired before it was issued/.test(
    description,
  );
}

/** Milliseconds that this device is ahead of the org, to about a second, from the `Date` header of an answer. */
export async function measureOffset(issuer: string): Promise<number | undefined> {
  const url = `${issuer}/.well-known/openid-configuration`;
  const sent = Date.now();
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  const date = Date.parse(response?.headers.get('Date') ?? '');
  // The answer was made half a round trip ago, and the header cuts off half a second on average.
  return Number.isNaN(date) ? undefined : (sent + Date.now()) / 2 - (date + 500);
}

/**
 * Such as “about 10 minutes slow”.
 *
 * @param offset milliseconds ahead; undefined or less than half a minute: no amount is given
 */
export function describeOffset(offset: number | undefined): string {
  const minutes = Math.round(Math.abs(offset ?? 0) / 60_000);
  if (offset === undefined || minutes === 0) return 'off';
  const amount =
    minutes < 100
      ? count(minutes, 'minute')
      : minutes < 48 * 60
        ? count(Math.round(minutes / 60), 'hour')
        : count(Math.round(minutes / (24 * 60)), 'day');
  return `about ${amount} ${offset < 0 ? 'slow' : 'fast'}`;
}

function count(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

import { ExplainedError, readOktaError, type Problem } from './problem';

/** What Okta and okta-auth-js say when the time in a proof or in an ID token is not theirs. */
const ABOUT_TIME =
  /issued in the future|more than five minutes in the past|DPoP proof JWT is expired|JWT expired|expired before it was issued/;

/** Thrown instead of an error about time: tells by how much the clock of this device is off. */
export class ClockOff extends ExplainedError {
  readonly code = 'ERR_CLOCK_OFF';
  override readonly name = 'ClockOff';

  /** @param offset milliseconds that this device is ahead of the org; undefined when that could not be measured */
  constructor(
    readonly offset: number | undefined,
    override readonly cause: unknown,
  ) {
    super(`The clock of this device is ${describeOffset(offset)}`);
  }

  get problem(): Problem {
    const { code, status, description } = readOktaError(this.cause);
    return {
      title: this.message,
      detail: description ?? '',
      remedy:
        'Each proof carries the time of this device, and the org compares it with its own. Set the date and time of this device automatically, then try again.',
      ...(code && { code }),
      ...(status && { status }),
    };
  }
}

/**
 * Turns an error about time into a {@link ClockOff}, with one request to the org to measure by; any other error stays
 * as it is.
 */
export async function tellClock(error: unknown, issuer: string): Promise<unknown> {
  return ABOUT_TIME.test(readOktaError(error).description ?? '') ? new ClockOff(await measure(issuer), error) : error;
}

/** Milliseconds that this device is ahead of the org, to about a second, from the `Date` header of an answer. */
async function measure(issuer: string): Promise<number | undefined> {
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

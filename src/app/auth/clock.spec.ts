import { AuthSdkError, OAuthError } from '@okta/okta-auth-js';
import { ORG } from '../../testing/browser-session';
import { explainApiError } from './api-problem';
import { ClockOff, describeOffset, tellClock } from './clock';
import { explainSignInError } from './sign-in-problem';

const MINUTE = 60_000;
/** On this device. It stands still. */
const NOW = Date.parse('2026-11-21T23:00:00Z');

describe('tellClock', () => {
  const TOO_OLD = new OAuthError(
    'invalid_dpop_proof',
    'The DPoP proof JWT is issued more than five minutes in the past.',
  );

  /** The org's clock, relative to that of this device. */
  function orgIs(milliseconds: number): jasmine.Spy {
    spyOn(Date, 'now').and.returnValue(NOW);
    const date = new Date(NOW + milliseconds).toUTCString();
    return spyOn(window, 'fetch').and.resolveTo(new Response('{}', { headers: { Date: date } }));
  }

  for (const [ahead, said] of [
    [10 * MINUTE, 'about 10 minutes slow'],
    [-10 * MINUTE, 'about 10 minutes fast'],
  ] as const) {
    it(`says that this device is ${said}`, async () => {
      const measured = orgIs(ahead);
      const error = (await tellClock(TOO_OLD, ORG)) as ClockOff;
      expect(measured).toHaveBeenCalledTimes(1);
      expect(error.offset).toBe(-ahead - 500); // the header has no fractions of a second
      for (const problem of [explainApiError(error), explainSignInError(error)]) {
        expect(problem.title).toBe(`The clock of this device is ${said}`);
        expect(problem.detail).toContain('more than five minutes in the past');
        expect(problem.code).toBe('invalid_dpop_proof');
      }
    });
  }

  it('knows what okta-auth-js says of an ID token', async () => {
    orgIs(0);
    for (const text of ['The JWT was issued in the future', 'The JWT expired and is no longer valid']) {
      expect(await tellClock(new AuthSdkError(text), ORG)).toBeInstanceOf(ClockOff);
    }
  });

  it('gives no amount when the org cannot be asked, or hides its Date', async () => {
    const ask = spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
    expect(explainApiError(await tellClock(TOO_OLD, ORG)).title).toBe('The clock of this device is off');
    ask.and.resolveTo(new Response('{}'));
    expect(explainApiError(await tellClock(TOO_OLD, ORG)).title).toBe('The clock of this device is off');
  });

  it('leaves every other error as it is, and asks nobody', async () => {
    const asked = orgIs(10 * MINUTE);
    const error = new OAuthError('invalid_dpop_proof', "'htu' claim in the DPoP proof JWT is invalid.");
    expect(await tellClock(error, ORG)).toBe(error);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('describeOffset', () => {
  for (const [offset, said] of [
    [undefined, 'off'],
    [20_000, 'off'],
    [MINUTE, 'about 1 minute fast'],
    [-90 * MINUTE, 'about 90 minutes slow'],
    [-3 * 60 * MINUTE, 'about 3 hours slow'],
    [3 * 24 * 60 * MINUTE, 'about 3 days fast'],
  ] as const) {
    it(`calls ${offset} ms “${said}”`, () => expect(describeOffset(offset)).toBe(said));
  }
});

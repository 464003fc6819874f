import { AuthSdkError, OAuthError } from '@okta/okta-auth-js/core';
import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { CONFIG, ORG } from '../../../testing/browser-session';
import { describeOffset, measureOffset } from './clock';
import { explainError } from './explain-error';
import type { Problem } from './problem';

const explain = (error: unknown): Promise<Problem> => explainError(error, CONFIG);

const MINUTE = 60_000;
/** On this device. It stands still. */
const NOW = Date.parse('2026-11-21T23:00:00Z');

describe('an error about time', () => {
  const TOO_OLD = new OAuthError(
    'invalid_dpop_proof',
    'The DPoP proof JWT is issued more than five minutes in the past.',
  );

  const REFUSED_AT_API = new HttpErrorResponse({
    status: 400,
    headers: new HttpHeaders({
      'WWW-Authenticate': `DPoP error="invalid_dpop_proof", error_description="${TOO_OLD.message}"`,
    }),
  });

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
      expect(await measureOffset(ORG)).toBe(-ahead - 500); // the header has no fractions of a second
      measured.calls.reset();
      for (const error of [TOO_OLD, REFUSED_AT_API]) {
        const problem = await explain(error);
        expect(problem.title).toBe(`The clock of this device is ${said}`);
        expect(problem.detail).toContain('more than five minutes in the past');
        expect(problem.code).toBe('invalid_dpop_proof');
      }
      expect(measured).toHaveBeenCalledTimes(2);
    });
  }

  it('is known in the words of okta-auth-js for an ID token', async () => {
    orgIs(0);
    for (const text of ['The JWT was issued in the future', 'The JWT expired and is no longer valid']) {
      expect((await explain(new AuthSdkError(text))).title).toBe('The clock of this device is off');
    }
  });

  it('has no amount when the org cannot be asked, or hides its Date', async () => {
    const ask = spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
    expect((await explain(TOO_OLD)).title).toBe('The clock of this device is off');
    ask.and.resolveTo(new Response('{}'));
    expect((await explain(TOO_OLD)).title).toBe('The clock of this device is off');
  });

  it('is the only one for which the org is asked', async () => {
    const asked = orgIs(10 * MINUTE);
    const error = new OAuthError('invalid_dpop_proof', "'htu' claim in the DPoP proof JWT is invalid.");
    expect((await explain(error)).title).toBe('The org refused the proof');
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

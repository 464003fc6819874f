import {
  HttpClient,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpHeaders,
  HttpResponse,
  type HttpEvent,
} from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { OKTA_AUTH } from '../../core/okta-config';
import { AuthApiError, type OktaAuth } from '@okta/okta-auth-js/core';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { concat, defer, delay, firstValueFrom, NEVER, Observable, of, throwError, toArray } from 'rxjs';
import {
  type Answer,
  CONFIG,
  ORG,
  RecordingBackend,
  storeKeyPair,
  storeTokens,
  TokenEndpoint,
  USERS_URL,
} from '../../../../testing/browser-session';
import { provideAuth } from '../../../../testing/auth';
import { until } from '../../../../testing/until';
import { DEFAULT_RETRY_POLICY, pauseBefore, RETRY_POLICY } from './retry-policy';
import { Session } from '../../core/session';
import { explainError } from '../../messages/explain-error';
import { Waits, type Pause } from '../waits';

const DATE = 'Sat, 21 Nov 2026 23:00:00 GMT';
const RESET = (secondsAhead: number): string => String(Date.parse(DATE) / 1000 + secondsAhead);

function answered(status: number, headers: Record<string, string> = {}): HttpErrorResponse {
  return new HttpErrorResponse({ status, headers: new HttpHeaders(headers) });
}

describe('pauseBefore', () => {
  const pause = (retry: number, error: unknown): Pause | undefined =>
    pauseBefore(retry, error, DEFAULT_RETRY_POLICY, ORG);
  let online: jasmine.Spy;

  // A machine without a network says that it is offline.
  beforeEach(() => (online = spyOnProperty(navigator, 'onLine').and.returnValue(true)));

  it('waits after 429 until the reset, measured against the Date of the same answer', () => {
    const headers = { 'Date': DATE, 'X-Rate-Limit-Reset': RESET(12) };
    expect(pause(1, answered(429, headers))).toEqual({ reason: 'rate-limit', milliseconds: 12_000 });
    expect(pause(2, answered(429, headers))?.milliseconds).toBe(12_000);
    expect(pause(3, answered(429, headers))).toBeUndefined();
  });

  it('waits a second for a reset that is over, and not at all for one that is far away or not told', () => {
    const wait = (seconds: number): number | undefined =>
      pause(1, answered(429, { 'Date': DATE, 'X-Rate-Limit-Reset': RESET(seconds) }))?.milliseconds;
    expect(wait(-5)).toBe(1000);
    expect(wait(60)).toBe(60_000);
    expect(wait(61)).toBeUndefined();
    expect(pause(1, answered(429))).toBeUndefined();
    expect(pause(1, answered(429, { 'Date': DATE, 'X-Rate-Limit-Reset': 'soon' }))).toBeUndefined();
  });

  it('backs off after a server error, twice', () => {
    for (const status of [500, 502, 503, 504]) {
      expect([1, 2, 3].map((retry) => pause(retry, answered(status))?.milliseconds)).toEqual([1000, 2000, undefined]);
    }
    expect(pause(1, answered(501))).toBeUndefined();
  });

  it('tries once more when there was no answer, and not at all offline', () => {
    expect([1, 2].map((retry) => pause(retry, answered(0)))).toEqual([
      { reason: 'network', milliseconds: 1000 },
      undefined,
    ]);
    online.and.returnValue(false);
    expect(pause(1, answered(0))).toBeUndefined();
    expect(pauseBefore(1, answered(0), DEFAULT_RETRY_POLICY, 'http://localhost:4280')?.reason).toBe('network');
  });

  it('leaves alone what another attempt would not change', () => {
    for (const error of [answered(400), answered(401), answered(403), answered(200), new Error('x'), undefined]) {
      expect(pause(1, error)).toBeUndefined();
    }
  });

  it('reads what okta-auth-js throws when a renewal failed', () => {
    const xhr = { status: 429, headers: { 'date': DATE, 'x-rate-limit-reset': RESET(5) }, responseText: '' };
    expect(pause(1, new AuthApiError({ errorSummary: '' }, xhr))?.milliseconds).toBe(5000);
    expect(pause(1, new AuthApiError({ errorSummary: 'Failed to fetch' }))?.reason).toBe('network');
    expect(pause(1, new DOMException('', 'TimeoutError'))?.reason).toBe('network');
  });
});

describe('retryInterceptor', () => {
  const FAILED: Answer = { status: 503 };
  let backend: RecordingBackend;
  let oktaAuth: OktaAuth;
  let http: HttpClient;

  beforeEach(async () => {
    await storeKeyPair('pair');
    backend = new RecordingBackend();
    TestBed.configureTestingModule({ providers: provideAuth({ backend, retry: { serverErrorWaits: [1, 1] } }) });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    http = TestBed.inject(HttpClient);
    storeTokens(oktaAuth, 'pair');
  });

  afterEach(async () => {
    await TestBed.inject(Session).clear();
    await oktaAuth.stop();
  });

  it('sends a safe request again, each time with a proof of its own', async () => {
    backend.answers = [FAILED, FAILED, { body: ['ada'] }];
    expect(await firstValueFrom(http.get(USERS_URL))).toEqual(['ada']);
    const proofs = await Promise.all(backend.sent('DPoP').map((proof) => jwtVerify(proof!, EmbeddedJWK)));
    expect(new Set(proofs.map(({ payload }) => payload.jti)).size).toBe(3);
  });

  it('gives up in the end, with the last answer', async () => {
    backend.answers = [FAILED];
    await expectAsync(firstValueFrom(http.get(USERS_URL))).toBeRejectedWith(jasmine.objectContaining({ status: 503 }));
    expect(backend.requests.length).toBe(3);
  });

  it('sends nothing twice that changes something, and nothing that goes elsewhere', async () => {
    backend.answers = [FAILED];
    await expectAsync(firstValueFrom(http.post(USERS_URL, {}))).toBeRejected();
    await expectAsync(firstValueFrom(http.get('https://elsewhere.example/api/v1/users'))).toBeRejected();
    expect(backend.requests.length).toBe(2);
  });

  describe('when the org has seen the proof before, since the browser has repeated the request by itself,', () => {
    const SEEN = {
      status: 400,
      headers: {
        'WWW-Authenticate':
          'DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT has already been used."',
      },
    };

    it('sends a safe request once more, with a fresh proof', async () => {
      backend.answers = [SEEN, { body: [] }];
      await firstValueFrom(http.get(USERS_URL));
      const proofs = await Promise.all(backend.sent('DPoP').map((proof) => jwtVerify(proof!, EmbeddedJWK)));
      expect(new Set(proofs.map(({ payload }) => payload.jti)).size).toBe(2);
    });

    it('gives up when that is refused, too', async () => {
      backend.answers = [SEEN];
      const answer = firstValueFrom(http.get(USERS_URL));
      await expectAsync(answer).toBeRejectedWith(jasmine.objectContaining({ status: 400 }));
      expect(backend.requests.length).toBe(2);
    });

    it('leaves a request that changes something to the caller', async () => {
      backend.answers = [SEEN];
      await expectAsync(firstValueFrom(http.post(USERS_URL, {}))).toBeRejected();
      expect(backend.requests.length).toBe(1);
    });
  });

  it('sends a request that changes something once its renewal passes, for which it was not sent before', async () => {
    const endpoint = new TokenEndpoint(oktaAuth);
    endpoint.answers = [{ status: 503, json: { errorCode: 'E0000010' } }, ...endpoint.answers];
    storeTokens(oktaAuth, 'pair', { expiresIn: -1, refreshToken: 'first' });
    await firstValueFrom(http.post(USERS_URL, {}));
    expect([endpoint.asked.length, backend.requests.length]).toEqual([2, 1]);
  });

  it('says what it waits for, until the answer is there', async () => {
    const waits = TestBed.inject(Waits);
    const pause = waits.pause.bind(waits);
    const said: unknown[] = [];
    // Looked at from within, since a wait of a millisecond would be over before a look from outside.
    spyOn(waits, 'pause').and.callFake(
      (wanted) =>
        new Observable((subscriber) => {
          const waiting = pause(wanted).subscribe(subscriber);
          said.push(waits.longest()?.reason);
          return waiting;
        }),
    );
    backend.answers = [FAILED, { body: [] }];
    await firstValueFrom(http.get(USERS_URL));
    expect(said).toEqual(['server-error']);
    expect(waits.longest()).toBeUndefined();
  });

  it('stops waiting when nobody wants the answer any more', async () => {
    const { longest } = TestBed.inject(Waits);
    const inAnHour = { 'Date': DATE, 'X-Rate-Limit-Reset': RESET(50) };
    backend.answers = [{ status: 429, headers: inAnHour }];
    const subscription = http.get(USERS_URL).subscribe();
    await until(longest);
    subscription.unsubscribe();
    expect(longest()).toBeUndefined();
    expect(backend.requests.length).toBe(1);
  });

  describe('while an answer comes', () => {
    /** What reaches the page of each attempt, in turn; the last one stays. */
    let attempts: Observable<HttpEvent<unknown>>[];
    let count: number;
    const sent = of<HttpEvent<unknown>>({ type: HttpEventType.Sent });
    const begun = concat(sent, of(new HttpHeaderResponse({ status: 200 })));
    const part = of<HttpEvent<unknown>>({ type: HttpEventType.DownloadProgress, loaded: 1 });
    const whole = of(new HttpResponse({ status: 200, body: [] }));
    const fails = throwError(() => new HttpErrorResponse({ error: new TypeError('network error') }));

    beforeEach(() => {
      count = 0;
      backend.handle = () => defer(() => attempts[Math.min(count++, attempts.length - 1)]!);
      Object.assign(TestBed.inject(RETRY_POLICY), { longestSilence: 60, networkWaits: [1] });
    });

    it('waits for one that is slow', async () => {
      const slowly = (events: Observable<HttpEvent<unknown>>): Observable<HttpEvent<unknown>> => events.pipe(delay(25));
      attempts = [concat(begun, slowly(part), slowly(part), slowly(part), slowly(part), whole)];
      expect(await firstValueFrom(http.get(USERS_URL))).toEqual([]);
      expect(count).toBe(1);
    });

    it('asks again when none has begun in time', async () => {
      attempts = [concat(sent, NEVER), concat(sent, whole)];
      expect(await firstValueFrom(http.get(USERS_URL))).toEqual([]);
    });

    it('does not ask again for one that stops in the middle, and says so', async () => {
      attempts = [concat(begun, part, NEVER)];
      const error: unknown = await firstValueFrom(http.get(USERS_URL)).catch((reason: unknown) => reason);
      expect(count).toBe(1);
      expect((await explainError(error, CONFIG)).title).toBe('The answer of the org stopped');
    });

    it('asks again when the connection ends in the middle', async () => {
      attempts = [concat(begun, part, fails), concat(begun, whole)];
      expect(await firstValueFrom(http.get(USERS_URL))).toEqual([]);
    });

    it('shows its progress to nobody who did not ask', async () => {
      attempts = [concat(begun, part, whole)];
      const seen = await firstValueFrom(http.get(USERS_URL, { observe: 'events' }).pipe(toArray()));
      expect(seen.map(({ type }) => type)).toEqual([HttpEventType.Sent, HttpEventType.Response]);
    });
  });
});

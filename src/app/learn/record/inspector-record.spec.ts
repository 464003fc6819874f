import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { provideAuth } from '../../../testing/auth';
import { ACCESS_TOKEN, RecordingBackend, storeKeyPair, storeTokens, USERS_URL } from '../../../testing/browser-session';
import { provideDpopObserver, Session } from '../../auth';
import { OKTA_AUTH } from '../../auth/core/okta-config';
import { isExchange, type Exchange } from './entry';
import { InspectorRecord } from './inspector-record';
import { nonceMark } from './nonce-mark';
import { CAPACITY } from './ring';

const CHALLENGE = 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof."';
const NONCE = 'a-nonce-of-the-api';

describe('InspectorRecord', () => {
  let backend: RecordingBackend;
  let record: InspectorRecord;
  let taken: Promise<unknown>[];

  /** A page: the storage of the tab stays. */
  function openPage(): void {
    TestBed.resetTestingModule();
    taken = [];
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideAuth({ backend, retry: { serverErrorWaits: [1] } }),
        provideDpopObserver((event) => taken.push(record.take(event, Date.now()))),
      ],
    });
    TestBed.inject(OKTA_AUTH);
    record = TestBed.inject(InspectorRecord);
  }

  async function get(): Promise<void> {
    await firstValueFrom(TestBed.inject(HttpClient).get(`${USERS_URL}?limit=2`)).catch(() => undefined);
    await Promise.all(taken);
  }
  const stored = (): string => JSON.stringify(Object.entries(sessionStorage));
  const exchanges = (): Exchange[] => record.entries().filter(isExchange);

  beforeEach(async () => {
    sessionStorage.clear();
    openPage();
    await storeKeyPair('pair');
    storeTokens(TestBed.inject(OKTA_AUTH), 'pair');
    backend.answers = [
      { status: 401, headers: { 'WWW-Authenticate': CHALLENGE, 'DPoP-Nonce': NONCE, 'X-Okta-Request-Id': 'r-1' } },
      { status: 503, body: { errorCode: 'E0000010' } },
      { body: [] },
    ];
  });
  afterEach(async () => {
    await TestBed.inject(Session).clear();
    await TestBed.inject(OKTA_AUTH).stop();
    sessionStorage.clear();
  });

  it('has each attempt once and in order, in one group, with decoded proofs and marks of nonces', async () => {
    await get();
    const mark = await nonceMark(NONCE);
    expect(exchanges().map(({ attempt, reason, answer }) => [attempt, reason, answer?.status])).toEqual([
      [1, undefined, 401],
      [2, 'nonce', 503],
      [3, 'server-error', 200],
    ]);
    expect(new Set(exchanges().map(({ group }) => group)).size).toBe(1);
    expect(exchanges().map(({ proof }) => proof?.claims.nonce)).toEqual([undefined, mark, mark]);
    expect(exchanges()[0]!.answer).toEqual(
      jasmine.objectContaining({ nonce: mark, error: 'use_dpop_nonce', requestId: 'r-1' }),
    );
    expect(new Set(exchanges().map(({ proof }) => proof?.claims.jti)).size).toBe(3);
    for (const { checks } of exchanges()) {
      const wrong = checks!.filter(({ check, passed }) => passed === false && check !== 'cnf' && check !== 'jkt');
      expect(wrong).toEqual([]); // the token of these specs is no JWT, so it names no key
    }
  });

  it('keeps no token, no nonce and no signature, in itself or in the storage', async () => {
    await get();
    const kept = JSON.stringify(record.entries()) + stored();
    const proofs = backend.sent('DPoP') as string[];
    expect(proofs.length).toBe(3);
    for (const secret of [ACCESS_TOKEN, NONCE, ...proofs.map((proof) => proof.split('.')[2]!)]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('survives a reload, counts on, and still knows the whole proofs of this page only', async () => {
    await get();
    expect(record.proofOf(exchanges()[0]!)).toBe(backend.sent('DPoP')[0]!);
    const before = record.entries();
    openPage();
    expect(record.entries()).toEqual(before);
    expect(record.proofOf(exchanges()[0]!)).toBeUndefined();
    await get();
    const ids = record.entries().map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.length).toBe(before.length + 1);
  });

  it('keeps whole proofs while the user wants it, and forgets them after', async () => {
    record.keepSecrets(true);
    await get();
    const [proof] = backend.sent('DPoP') as string[];
    expect(stored()).toContain(proof!);
    record.keepSecrets(false);
    expect(stored()).not.toContain(proof!);
    expect(JSON.stringify(record.entries())).not.toContain(proof!);
  });

  it('can be paused and cleared', async () => {
    record.pause(true);
    await get();
    expect(record.entries()).toEqual([]);
    record.pause(false);
    await get();
    expect(exchanges().length).toBe(1);
    record.clear();
    expect(record.entries()).toEqual([]);
    expect(Object.keys(sessionStorage).filter((key) => key.startsWith('inspector:'))).toEqual([]);
  });

  it('drops the oldest beyond its capacity', async () => {
    for (let count = 0; count < CAPACITY + 5; count++) void record.take({ type: 'keys-cleared' }, count);
    await record.take({ type: 'keys-cleared' }, 0);
    expect(record.entries().length).toBe(CAPACITY);
    expect(Object.keys(sessionStorage).filter((key) => key.startsWith('inspector:')).length).toBe(CAPACITY);
    expect(record.entries()[0]!.id).toBe(7);
  });

  it('goes on without a storage', async () => {
    spyOn(Storage.prototype, 'setItem').and.throwError(new DOMException('full', 'QuotaExceededError'));
    await get();
    expect(exchanges().length).toBe(3);
  });
});

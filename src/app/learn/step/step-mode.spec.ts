import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { provideAuth } from '../../../testing/auth';
import { RecordingBackend, storeKeyPair, storeTokens, USERS_URL } from '../../../testing/browser-session';
import { until } from '../../../testing/until';
import { BEFORE_PROOF, Session } from '../../auth';
import { OKTA_AUTH } from '../../auth/core/okta-config';
import { InspectorRecord } from '../record/inspector-record';
import { StepMode } from './step-mode';

describe('StepMode', () => {
  let backend: RecordingBackend;
  let step: StepMode;

  beforeEach(async () => {
    sessionStorage.clear();
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideAuth({ backend }),
        { provide: BEFORE_PROOF, useValue: async (request: Parameters<StepMode['hold']>[0]) => step.hold(request) },
      ],
    });
    step = TestBed.inject(StepMode);
    await storeKeyPair('pair');
    storeTokens(TestBed.inject(OKTA_AUTH), 'pair');
  });
  afterEach(async () => {
    await TestBed.inject(Session).clear();
    await TestBed.inject(OKTA_AUTH).stop();
  });

  const get = (): Promise<unknown> => firstValueFrom(TestBed.inject(HttpClient).get(USERS_URL));

  it('holds a request before its proof is made, and lets it go on with a fresh one', async () => {
    step.switch(true);
    const answer = get();
    const held = await until(step.held);
    expect(held).toEqual(jasmine.objectContaining({ method: 'GET', url: USERS_URL }));
    expect(backend.requests).toEqual([]);
    const { entries, exchanges } = TestBed.inject(InspectorRecord);
    expect(entries()).toEqual([jasmine.objectContaining({ held: true, url: USERS_URL })]);
    expect(exchanges()).toEqual([]);

    const continued = Math.floor(Date.now() / 1000);
    step.continue();
    await answer;
    const proof = backend.sent('DPoP')[0]!;
    const { iat } = JSON.parse(atob(proof.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as { iat: number };
    expect(iat).toBeGreaterThanOrEqual(continued);
    expect(entries()).toEqual([]);
    expect(step.held()).toBeUndefined();
  });

  it('lets all run when it is switched off', async () => {
    step.switch(true);
    const answers = [get(), get()];
    await until(step.waiting, (count) => count === 2);
    step.switch(false);
    await Promise.all(answers);
    await get();
    expect(backend.requests.length).toBe(3);
  });
});

import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { OKTA_AUTH } from '@okta/okta-angular';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { firstValueFrom } from 'rxjs';
import { ACCESS_TOKEN, ORG, RecordingBackend, storeKeyPair, storeTokens } from '../../testing/browser-session';
import { provideSigningHttp } from '../../testing/signing-http';
import { explainApiError } from './api-problem';
import { Session } from './session';

const USERINFO_URL = `${ORG}/oauth2/v1/userinfo`;
const ADA = { body: { sub: '00u1', name: 'Ada' } };

describe('userinfo', () => {
  let backend: RecordingBackend;
  let session: Session;

  beforeEach(async () => {
    await storeKeyPair('pair');
    backend = new RecordingBackend();
    TestBed.configureTestingModule({ providers: provideSigningHttp(backend, { serverErrorWaits: [1] }) });
    session = TestBed.inject(Session);
    storeTokens(TestBed.inject(OKTA_AUTH), 'pair');
  });

  afterEach(async () => {
    await session.forget();
    await TestBed.inject(OKTA_AUTH).stop();
  });

  const userinfo = (): Promise<unknown> => firstValueFrom(session.userinfo());

  it('is asked with the token and a proof', async () => {
    backend.answers = [ADA];
    expect(await userinfo()).toEqual(ADA.body);
    expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`]);
    const { payload } = await jwtVerify(backend.sent('DPoP')[0]!, EmbeddedJWK);
    expect(payload).toEqual(jasmine.objectContaining({ htm: 'GET', htu: USERINFO_URL }));
  });

  it('survives a nonce challenge and a server error, as the API does', async () => {
    const challenge = 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof."';
    backend.answers = [
      { status: 401, headers: { 'WWW-Authenticate': challenge, 'DPoP-Nonce': 'n-1' } },
      { status: 503 },
      ADA,
    ];
    await userinfo();
    const proofs = await Promise.all(backend.sent('DPoP').map((proof) => jwtVerify(proof!, EmbeddedJWK)));
    expect(proofs.map(({ payload }) => payload['nonce'])).toEqual([undefined, 'n-1', 'n-1']);
    expect(new Set(proofs.map(({ payload }) => payload.jti)).size).toBe(3);
  });

  for (const [name, body] of [
    ['of somebody else', { sub: '00u2' }],
    ['of nobody', {}],
    ['that is empty', null],
    ['that is a text', 'sub'],
  ] as const) {
    it(`refuses an answer ${name}`, async () => {
      backend.answers = [{ body }];
      await userinfo().then(fail, (error: unknown) =>
        expect(explainApiError(error).title).toBe('The answer is about somebody else'),
      );
    });
  }

  it('is signed for nobody else: the interceptor signs /api alone', async () => {
    await firstValueFrom(TestBed.inject(HttpClient).get(USERINFO_URL));
    expect(backend.sent('Authorization')).toEqual([null]);
    expect(backend.sent('DPoP')).toEqual([null]);
  });
});

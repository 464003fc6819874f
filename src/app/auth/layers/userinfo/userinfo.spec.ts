import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { OKTA_AUTH } from '../../core/okta-config';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { firstValueFrom } from 'rxjs';
import { ACCESS_TOKEN, ORG, RecordingBackend, storeKeyPair, storeTokens } from '../../../../testing/browser-session';
import { provideAuth } from '../../../../testing/auth';
import { Session } from '../../core/session';
import { Messages } from '../../messages/messages';
import { Userinfo } from './userinfo';

const USERINFO_URL = `${ORG}/oauth2/v1/userinfo`;
const ADA = { body: { sub: '00u1', name: 'Ada' } };

describe('userinfo', () => {
  let backend: RecordingBackend;

  beforeEach(async () => {
    await storeKeyPair('pair');
    backend = new RecordingBackend();
    TestBed.configureTestingModule({ providers: provideAuth({ backend, retry: { serverErrorWaits: [1] } }) });
    storeTokens(TestBed.inject(OKTA_AUTH), 'pair');
  });

  afterEach(async () => {
    await TestBed.inject(Session).clear();
    await TestBed.inject(OKTA_AUTH).stop();
  });

  const userinfo = (): Promise<unknown> => firstValueFrom(TestBed.inject(Userinfo).claims());

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
      const error: unknown = await userinfo().then(fail, (reason: unknown) => reason);
      const { title } = await TestBed.inject(Messages).explain(error);
      expect(title).toBe('The answer is about somebody else');
    });
  }

  it('is signed for nobody else: the interceptor signs /api alone', async () => {
    await firstValueFrom(TestBed.inject(HttpClient).get(USERINFO_URL));
    expect(backend.sent('Authorization')).toEqual([null]);
    expect(backend.sent('DPoP')).toEqual([null]);
  });
});

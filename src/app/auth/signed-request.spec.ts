import { HttpContext, HttpHeaders, HttpRequest } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { CONFIG, ORG } from '../../testing/browser-session';
import { OKTA_APP_CONFIG } from './okta-config';
import { htuOf, SIGN_USERINFO } from './signed-request';

describe('htuOf', () => {
  const context = new HttpContext().set(SIGN_USERINFO, true);
  function htu(url: string, options = {}): string | undefined {
    return TestBed.runInInjectionContext(() => htuOf(new HttpRequest('GET', url, options)));
  }

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [{ provide: OKTA_APP_CONFIG, useValue: CONFIG }] });
  });

  it('signs userinfo only for who asks for it, and exactly that address', () => {
    expect(htu(`${ORG}/oauth2/v1/userinfo`)).toBeUndefined();
    expect(htu(`${ORG}/oauth2/v1/userinfo`, { context })).toBe(`${ORG}/oauth2/v1/userinfo`);
    for (const other of [
      '/oauth2/v1/userinfo?x',
      '/oauth2/v1/userinfo/',
      '/oauth2/v1/token',
      '/oauth2/v1/../v1/userinfo',
    ]) {
      expect(htu(ORG + other, { context })).toBeUndefined();
    }
    expect(htu('https://evil.example/oauth2/v1/userinfo', { context })).toBeUndefined();
  });

  it('leaves a request alone that has an Authorization of its own', () => {
    const headers = new HttpHeaders({ Authorization: 'SSWS mine' });
    expect(htu(`${ORG}/api/v1/users`, { headers })).toBeUndefined();
    expect(htu(`${ORG}/api/v1/users`)).toBe(`${ORG}/api/v1/users`);
  });
});

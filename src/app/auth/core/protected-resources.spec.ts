import { HttpContext, HttpHeaders, HttpRequest } from '@angular/common/http';
import { Injector } from '@angular/core';
import { OktaAuth } from '@okta/okta-auth-js/core';
import { htuOf as normalized } from '../../../../dpop/htu';
import htuCases from '../../../../dpop/htu-cases.json';
import { CONFIG } from '../../../testing/browser-session';
import { BASE_URL, OKTA_AUTH, OKTA_CONFIG } from './okta-config';
import { ProtectedResources, SIGN_USERINFO } from './protected-resources';

const ORG = 'https://org.example';
const PAGE = 'https://app.example/users/';

/** No proof can be made: the request fails. */
const REFUSED = 'refused';

/** URL → the `htu` of its proof, or undefined: the request is left alone. For the default list: the Okta API. */
const URLS: [url: string, htu: string | undefined, base?: string][] = [
  // The org's API, in every form that means it.
  ['https://org.example/api/v1/users', 'https://org.example/api/v1/users'],
  ['https://org.example/api/v1/users?limit=20&q=a', 'https://org.example/api/v1/users'],
  ['https://org.example/api/v1/users#top', 'https://org.example/api/v1/users'],
  ['https://org.example/api/v1/users?a=b#c?d', 'https://org.example/api/v1/users'],
  ['https://org.example:443/api/v1/users', 'https://org.example/api/v1/users'],
  ['HTTPS://ORG.EXAMPLE/api/v1/users', 'https://org.example/api/v1/users'],
  ['https://org.example/x/../api/v1/users', 'https://org.example/api/v1/users'],
  ['https://org.example/./api/v1/users', 'https://org.example/api/v1/users'],
  ['https:\\\\org.example\\api\\v1\\users', 'https://org.example/api/v1/users'],
  [' https://org.example/api/v1/users ', 'https://org.example/api/v1/users'],
  ['https://org.example/api/v1/users/ada@example.com', 'https://org.example/api/v1/users/ada@example.com'],
  ['https://org.example/api/v1/users/ada%40example.com', 'https://org.example/api/v1/users/ada@example.com'],
  ['https://org.example/api/v1/users/J%C3%BCrgen', 'https://org.example/api/v1/users/J%C3%BCrgen'],
  ['//org.example/api/v1/users', 'https://org.example/api/v1/users'],
  ['/api/v1/users', 'https://org.example/api/v1/users', 'https://org.example/app/'],
  ['../api/v1/users', 'https://org.example/api/v1/users', 'https://org.example/app/'],
  ['https://org.example/api/', 'https://org.example/api/'],
  // Other places of the org.
  ['https://org.example/', undefined],
  ['https://org.example/api', undefined],
  ['https://org.example/api?x=/api/', undefined],
  ['https://org.example/apis/v1/users', undefined],
  ['https://org.example/API/v1/users', undefined],
  ['https://org.example/oauth2/v1/token', undefined],
  ['https://org.example/oauth2/v1/userinfo', undefined],
  ['https://org.example//api/v1/users', undefined],
  ['https://org.example/api/../oauth2/v1/token', undefined],
  ['https://org.example/api/%2e%2e/oauth2/v1/token', undefined],
  ['https://org.example/api/..%2foauth2/v1/token', REFUSED],
  ['https://org.example/api/..%5coauth2', REFUSED],
  ['https://org.example/api/%2e%2e%2f%2e%2e%2fadmin', REFUSED],
  ['https://org.example/api\\..\\oauth2\\v1\\token', undefined],
  ['https://org.example/login?fromURI=/api/v1/users', undefined],
  ['https://org.example/#/api/v1/users', undefined],
  ['https://org.example/api/v1/%E0%A4%A', REFUSED],
  ['https://org.example/api/%', REFUSED],
  // Other origins that look like it.
  ['http://org.example/api/v1/users', undefined],
  ['https://org.example:8443/api/v1/users', undefined],
  ['https://org.example.evil.example/api/v1/users', undefined],
  ['https://evil-org.example/api/v1/users', undefined],
  ['https://sub.org.example/api/v1/users', undefined],
  ['https://org.example./api/v1/users', undefined],
  ['https://evil.example/api/v1/users', undefined],
  ['https://evil.example/https://org.example/api/v1/users', undefined],
  ['https://evil.example/?url=https://org.example/api/v1/users', undefined],
  ['https://evil.example/#https://org.example/api/v1/users', undefined],
  ['https://evil.example\\@org.example/api/v1/users', undefined],
  ['//evil.example/api/v1/users', undefined],
  ['\\\\evil.example\\api\\v1\\users', undefined],
  ['https://оrg.example/api/v1/users', undefined], // a Cyrillic "о"
  // User info.
  ['https://org.example@evil.example/api/v1/users', undefined],
  ['https://ada@org.example/api/v1/users', undefined],
  ['https://ada:secret@org.example/api/v1/users', undefined],
  ['https://:secret@org.example/api/v1/users', undefined],
  // Other schemes, some of which report the org's origin.
  ['blob:https://org.example/api/v1/users', undefined],
  ['filesystem:https://org.example/api/v1/users', undefined],
  ['data:text/plain,https://org.example/api/', undefined],
  ['javascript:fetch("https://org.example/api/")', undefined],
  ['ws://org.example/api/v1/users', undefined],
  ['ftp://org.example/api/v1/users', undefined],
  ['file:///api/v1/users', undefined],
  // The page's own addresses.
  ['/api/v1/users', undefined],
  ['api/v1/users', undefined],
  ['okta.config.json', undefined],
  ['', undefined],
  // Not an address at all.
  ['https://', undefined],
  ['https:///api/v1/users', undefined],
  ['http://[::1', undefined],
  ['https://org.example:99999/api/v1/users', undefined],
  ['https://%zz/api/', undefined],
  ['/api/v1/users', undefined, 'about:blank'],
];

const API = 'https://api.example/v1';

/** Lists of protected resources, and URLs that each of them signs. */
const LISTS: Record<string, { list?: string[]; signs: string[] }> = {
  'the default list': { signs: [`${ORG}/api/v1/users`] },
  'the Okta API and an own one': { list: [`${ORG}/api/`, API], signs: [`${ORG}/api/v1/users`, API, `${API}/orders`] },
  'an own API alone': { list: [`${API}/`], signs: [`${API}/`, `${API}/orders`] },
};

/** URLs that get nothing from any of the lists, {@link URLS} aside. */
const HOSTILE = [
  'https://api.example.evil.test/v1/orders',
  'https://api.example@evil.test/v1/orders',
  'https://ada@api.example/v1/orders',
  'https://api.example:8443/v1/orders',
  'http://api.example/v1/orders',
  'https://api.example./v1/orders',
  'https://sub.api.example/v1/orders',
  'https://api.example/v1-internal',
  'https://api.example/v10/orders',
  'https://api.example/V1/orders',
  'https://api.example/v1%2Forders',
  'https://api.example/%761/orders',
  'https://api.example/v1/../admin',
  'https://api.example/v1/%2e%2e/admin',
  'https://api.example//v1/orders',
  'https://api.example/?x=/v1/orders',
  'https://api.example/#/v1/orders',
  'https://evil.test/https://api.example/v1/orders',
  'https://evil.test\\@api.example/v1/orders',
  'blob:https://api.example/v1/orders',
  'wss://api.example/v1/orders',
  '//evil.test/v1/orders',
  'https://api。example.evil.test/v1/orders',
];

describe('ProtectedResources', () => {
  interface Options {
    list?: string[] | undefined;
    base?: string | undefined;
    issuer?: string;
  }

  function make({ list, base = PAGE, issuer = ORG }: Options = {}): ProtectedResources {
    const oktaAuth = new OktaAuth({ issuer, clientId: '0oa1', redirectUri: 'https://app.example/' });
    const config = { ...CONFIG, issuer, ...(list && { protectedResources: list }) };
    return Injector.create({
      providers: [
        { provide: OKTA_CONFIG, useValue: config },
        { provide: OKTA_AUTH, useValue: oktaAuth },
        { provide: BASE_URL, useValue: base },
        { provide: ProtectedResources, useFactory: () => new ProtectedResources() },
      ],
    }).get(ProtectedResources);
  }

  /** {@link REFUSED} where it throws a URIError. */
  function htuOf(url: string, options: Options = {}, init = {}): string | undefined {
    try {
      return make(options).htuOf(new HttpRequest('GET', url, init));
    } catch (error) {
      if (error instanceof URIError) return REFUSED;
      throw error;
    }
  }

  for (const [url, htu, base] of URLS) {
    it(`${htu === REFUSED ? 'refuses' : htu ? 'signs' : 'leaves alone'} ${JSON.stringify(url)}`, () => {
      expect(htuOf(url, { base })).toBe(htu);
    });
  }

  it('signs for an org on http and a port, as the local one', () => {
    const issuer = 'http://localhost:4280';
    expect(htuOf('http://localhost:4280/api/v1/users?x=1', { issuer })).toBe('http://localhost:4280/api/v1/users');
    expect(htuOf('http://127.0.0.1:4280/api/v1/users', { issuer })).toBeUndefined();
  });

  for (const [name, { list, signs }] of Object.entries(LISTS)) {
    describe(`with ${name}`, () => {
      it('signs what is on it', () => {
        for (const url of signs) expect(htuOf(url, { list })).toBe(url);
      });

      const elsewhere = [...HOSTILE, ...URLS.filter(([, htu]) => htu === undefined).map(([url]) => url)];
      it(`signs none of ${elsewhere.length} other URLs`, () => {
        for (const url of elsewhere) expect(htuOf(url, { list })).withContext(url).toBeUndefined();
        // In hostile hands, a page may have another base as well.
        for (const url of elsewhere)
          expect(htuOf(url, { list, base: 'https://evil.test/' }))
            .withContext(url)
            .toBeUndefined();
      });
    });
  }

  it('signs nothing with an empty list', () => {
    for (const [url] of URLS) expect(htuOf(url, { list: [] })).toBeUndefined();
  });

  for (const entry of [
    '',
    '/api/',
    'https://*.example/',
    'https://ada@api.example/',
    'https://api.example/?x',
    'https://api.example/#',
    'http://api.example/',
    'blob:https://api.example/',
  ]) {
    it(`cannot be made with the entry ${JSON.stringify(entry)}`, () => {
      expect(() => make({ list: [entry] })).toThrowError(TypeError);
    });
  }

  describe('has the same answers as the org and the service (dpop/htu-cases.json)', () => {
    for (const { name, address, okta, rfc } of htuCases) {
      it(`for Okta: ${name}`, () => {
        expect(htuOf(address, { list: [`${ORG}/`] })).toBe(okta ?? REFUSED);
      });

      // Paths that Okta would read in two ways are not signed for others either. All others are named as they are sent.
      it(`for another resource: ${name}`, () => {
        const htu = htuOf(address, { list: [`${ORG}/`], issuer: 'https://okta.example' });
        if (okta === null) expect(htu).toBe(REFUSED);
        else {
          const { origin, pathname } = new URL(address);
          expect(htu).toBe(origin + pathname);
          expect(normalized(htu!, 'rfc')).toBe(rfc);
        }
      });
    }
  });

  for (const [segment, okta, other = segment] of [
    ['a%3Fb', 'a%3Fb'],
    ['a%23b', 'a%23b'],
    ['ada%20', 'ada%20'],
    ['Jürgen', 'J%C3%BCrgen', 'J%C3%BCrgen'],
    ['Łukasz', '%C5%81ukasz', '%C5%81ukasz'],
    ['日本', '%E6%97%A5%E6%9C%AC', '%E6%97%A5%E6%9C%AC'],
    ['a%2Fb', 'a/b'],
    ['a%2Bb', 'a+b'],
    ['a b', 'a%20b', 'a%20b'],
  ] as const) {
    it(`names ${segment} as Okta compares it, and for others as it is sent`, () => {
      expect(htuOf(`${ORG}/api/v1/users/${segment}`)).toBe(`${ORG}/api/v1/users/${okta}`);
      expect(htuOf(`${API}/users/${segment}`, { list: [API] })).toBe(`${API}/users/${other}`);
    });
  }

  describe('userinfo', () => {
    const context = new HttpContext().set(SIGN_USERINFO, true);

    it('is signed only for who asks for it, and exactly that URL', () => {
      expect(htuOf(`${ORG}/oauth2/v1/userinfo`)).toBeUndefined();
      expect(htuOf(`${ORG}/oauth2/v1/userinfo`, {}, { context })).toBe(`${ORG}/oauth2/v1/userinfo`);
      for (const other of [
        '/oauth2/v1/userinfo?x',
        '/oauth2/v1/userinfo/',
        '/oauth2/v1/token',
        '/oauth2/v1/../v1/userinfo',
      ]) {
        expect(htuOf(ORG + other, {}, { context })).toBeUndefined();
      }
      expect(htuOf('https://evil.example/oauth2/v1/userinfo', {}, { context })).toBeUndefined();
    });

    it('follows the issuer', () => {
      const issuer = `${ORG}/oauth2/default`;
      expect(htuOf(`${issuer}/v1/userinfo`, { issuer, list: [API] }, { context })).toBe(`${issuer}/v1/userinfo`);
      expect(htuOf(`${ORG}/oauth2/v1/userinfo`, { issuer, list: [API] }, { context })).toBeUndefined();
    });
  });

  it('leaves a request alone that has an Authorization of its own', () => {
    const headers = new HttpHeaders({ Authorization: 'SSWS mine' });
    expect(htuOf(`${ORG}/api/v1/users`, {}, { headers })).toBeUndefined();
    expect(htuOf(`${ORG}/api/v1/users`)).toBe(`${ORG}/api/v1/users`);
  });
});

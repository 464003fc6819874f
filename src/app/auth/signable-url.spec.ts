import { signableUrl } from './signable-url';

const ORG = 'https://org.example';
const PAGE = 'https://app.example/users/';

/** Address → the `htu` to sign, or undefined: leave the request alone. */
const ADDRESSES: [url: string, htu: string | undefined, base?: string][] = [
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
  ['https://org.example/api/v1/users/J%C3%BCrgen', 'https://org.example/api/v1/users/Jürgen'],
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
  ['https://org.example/api/..%2foauth2/v1/token', undefined],
  ['https://org.example/api/..%5coauth2', undefined],
  ['https://org.example/api/%2e%2e%2f%2e%2e%2fadmin', undefined],
  ['https://org.example/api\\..\\oauth2\\v1\\token', undefined],
  ['https://org.example/login?fromURI=/api/v1/users', undefined],
  ['https://org.example/#/api/v1/users', undefined],
  ['https://org.example/api/v1/%E0%A4%A', undefined],
  ['https://org.example/api/%', undefined],
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

describe('signableUrl', () => {
  for (const [url, htu, base = PAGE] of ADDRESSES) {
    it(`${htu ? 'signs' : 'leaves alone'} ${JSON.stringify(url)}`, () => {
      expect(signableUrl(url, ORG, base)).toBe(htu);
    });
  }

  it('signs for an org on http and a port, as the local one', () => {
    expect(signableUrl('http://localhost:4280/api/v1/users?x=1', 'http://localhost:4280', PAGE)).toBe(
      'http://localhost:4280/api/v1/users',
    );
    expect(signableUrl('http://127.0.0.1:4280/api/v1/users', 'http://localhost:4280', PAGE)).toBeUndefined();
  });
});

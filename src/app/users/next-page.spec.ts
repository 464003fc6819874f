import { nextPage } from './next-page';

const PAGE = 'https://org.example/api/v1/users?limit=20';
const NEXT = 'https://org.example/api/v1/users?after=200u1&limit=20';

describe('nextPage', () => {
  const found: [name: string, link: string][] = [
    ['both headers of Okta, joined by fetch', `<${PAGE}>; rel="self", <${NEXT}>; rel="next"`],
    ['next before self', `<${NEXT}>; rel="next", <${PAGE}>; rel="self"`],
    ['without quotes and spaces', `<${NEXT}>;rel=next`],
    ['one of several relations, in capitals', `<${NEXT}>; rel="last NEXT"`],
    ['another parameter with a comma and a semicolon first', `<${NEXT}>; title="a, b; rel=self"; rel="next"`],
    ['a relative address', '</api/v1/users?after=200u1&limit=20>; rel="next"'],
  ];
  for (const [name, link] of found) {
    it(`finds it: ${name}`, () => expect(nextPage(link, PAGE)).toEqual({ url: NEXT }));
  }

  it('keeps a comma in the cursor', () => {
    const url = 'https://org.example/api/v1/users?after=a,b';
    expect(nextPage(`<${url}>; rel="next"`, PAGE)).toEqual({ url });
  });

  const none: [name: string, link: string | null][] = [
    ['no header', null],
    ['an empty header', ''],
    ['no next', `<${PAGE}>; rel="self"`],
    ['a relation that only contains the word', `<${NEXT}>; rel="nextdoor"`],
    ['the word in another parameter', `<${PAGE}>; rel="self"; title="rel=next"`],
    ['no link at all', 'rel="next"'],
  ];
  for (const [name, link] of none) {
    it(`finds none: ${name}`, () => expect(nextPage(link, PAGE)).toEqual({}));
  }

  const refused: string[] = [
    'https://evil.example/api/v1/users?after=1',
    'http://org.example/api/v1/users?after=1',
    'https://org.example:8443/api/v1/users?after=1',
    'https://org.example@evil.example/api/v1/users',
    'https://user@org.example/api/v1/users',
    'https://:secret@org.example/api/v1/users',
    'blob:https://org.example/api/v1/users',
    '//evil.example/api/v1/users',
    '\\\\evil.example\\api\\v1\\users',
    'https://org.example/api/v1/apps?after=1',
    'https://org.example/api/v1/users/../apps',
    'https://org.example/oauth2/v1/userinfo',
    'javascript:alert(1)',
    'https://[',
  ];
  for (const target of refused) {
    it(`refuses ${target}`, () => expect(nextPage(`<${target}>; rel="next"`, PAGE)).toEqual({ refused: target }));
  }
});

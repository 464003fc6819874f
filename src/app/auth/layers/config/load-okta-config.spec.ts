import { fetchOktaConfig, OktaConfigError, readOktaConfig } from './load-okta-config';

const GOOD = { issuer: 'https://dev-1.okta.com', clientId: '0oa1', scopes: ['openid'], dpop: true };

/** The fields that are wrong, in order. */
function wrongFields(json: unknown): string[] {
  try {
    readOktaConfig(json);
    return [];
  } catch (error) {
    if (!(error instanceof OktaConfigError)) throw error;
    return error.problems.map((problem) => problem.field);
  }
}

describe('readOktaConfig', () => {
  it('takes a real org, and the local one on http', () => {
    expect(readOktaConfig(GOOD)).toEqual(GOOD);
    expect(readOktaConfig({ ...GOOD, issuer: 'http://localhost:4280' }).issuer).toBe('http://localhost:4280');
  });

  it('takes an org whose name begins with “your”', () => {
    expect(wrongFields({ ...GOOD, issuer: 'https://yourstyle.okta.com' })).toEqual([]);
  });

  it('drops the last slash of the issuer, and members it does not know', () => {
    expect(readOktaConfig({ ...GOOD, issuer: 'https://dev-1.okta.com/', comment: 'x' })).toEqual(GOOD);
  });

  const issuers: unknown[] = [
    undefined,
    '',
    42,
    'dev-1.okta.com',
    'https://{yourOktaDomain}',
    'https://${yourOktaDomain}',
    'https://your-okta-domain.okta.com/',
    'https://<domain>',
    'http://dev-1.okta.com',
    'ftp://dev-1.okta.com',
    'javascript:alert(1)',
    'https://dev-1-admin.okta.com',
    'https://dev-1.okta.com/oauth2/default',
    'https://dev-1.okta.com/oauth2',
    'https://ada@dev-1.okta.com',
    'https://dev-1.okta.com?x',
    'https://dev-1.okta.com/#x',
  ];
  for (const issuer of issuers) {
    it(`refuses the issuer ${JSON.stringify(issuer)}`, () => {
      expect(wrongFields({ ...GOOD, issuer })).toEqual(['issuer']);
    });
  }

  for (const clientId of [
    undefined,
    '',
    '  ',
    7,
    '{clientId}',
    '<client id>',
    'YOUR_CLIENT_ID',
    '[Client ID]',
    '${CLIENT_ID}',
  ]) {
    it(`refuses the clientId ${JSON.stringify(clientId)}`, () => {
      expect(wrongFields({ ...GOOD, clientId })).toEqual(['clientId']);
    });
  }

  for (const scopes of [
    undefined,
    'openid profile',
    [],
    ['profile'],
    ['openid profile'],
    ['openid', ''],
    ['openid', 3],
  ]) {
    it(`refuses the scopes ${JSON.stringify(scopes)}`, () => {
      expect(wrongFields({ ...GOOD, scopes })).toEqual(['scopes']);
    });
  }

  it('takes only true and false for dpop', () => {
    for (const dpop of [undefined, 'true', 1, null]) expect(wrongFields({ ...GOOD, dpop })).toEqual(['dpop']);
    expect(readOktaConfig({ ...GOOD, dpop: false }).dpop).toBeFalse();
  });

  describe('protectedResources', () => {
    const API = 'https://api.example.com/v1/';
    const CUSTOM = 'https://dev-1.okta.com/oauth2/default';

    it('are taken as they stand, an empty list, too', () => {
      for (const protectedResources of [[], [API], [API, 'http://localhost:4300', 'http://127.0.0.1:4300/api']]) {
        expect(readOktaConfig({ ...GOOD, protectedResources })).toEqual({ ...GOOD, protectedResources });
      }
    });

    for (const resource of [
      '',
      7,
      null,
      'api.example.com',
      '/v1/',
      'http://api.example.com/v1/',
      'ftp://api.example.com',
      'https://*.example.com/',
      'https://api.example.com/*',
      'https://ada@api.example.com/',
      'https://api.example.com/v1?x',
      'https://api.example.com/v1?',
      'https://api.example.com/v1#x',
      'https://api.example.com/v1#',
      'https:\\\\api.example.com',
      ' https://api.example.com/',
      'https://api.example.com:99999/',
      'blob:https://api.example.com/v1/',
    ]) {
      it(`may not name ${JSON.stringify(resource)}`, () => {
        expect(wrongFields({ ...GOOD, protectedResources: [API, resource] })).toEqual(['protectedResources']);
      });
    }

    it('are a list', () => {
      expect(wrongFields({ ...GOOD, protectedResources: API })).toEqual(['protectedResources']);
    });

    it('are needed for a custom authorization server, and are not the Okta API then', () => {
      const custom = { ...GOOD, issuer: CUSTOM, protectedResources: [API] };
      expect(readOktaConfig(custom)).toEqual(custom);
      expect(readOktaConfig({ ...custom, issuer: `${CUSTOM}/` })).toEqual(custom);
      expect(wrongFields({ ...GOOD, issuer: CUSTOM })).toEqual(['issuer']);
      expect(wrongFields({ ...custom, protectedResources: [] })).toEqual(['issuer']);
      for (const resource of [
        'https://dev-1.okta.com/api/',
        'https://dev-1.okta.com',
        'https://dev-1.okta.com/api/v1/users',
      ]) {
        expect(wrongFields({ ...custom, protectedResources: [resource] })).toEqual(['protectedResources']);
      }
    });
  });

  it('names a field that it does not know, which may be a slip of the pen', () => {
    expect(wrongFields({ ...GOOD, protectedResource: [] })).toEqual(['protectedResource']);
    expect(wrongFields({ ...GOOD, clientId: undefined, clientID: '0oa1' })).toEqual(['clientId', 'clientID']);
  });

  it('names every wrong field at once', () => {
    expect(wrongFields({})).toEqual(['issuer', 'clientId', 'scopes', 'dpop']);
  });

  it('refuses a file that is no object', () => {
    for (const json of [null, [], 'x', 1]) expect(wrongFields(json)).toEqual(['']);
  });
});

describe('fetchOktaConfig', () => {
  const actualOf = async (url: string): Promise<string[]> => {
    const error: unknown = await fetchOktaConfig(url).catch((reason: unknown) => reason);
    return (error as OktaConfigError).problems.map((problem) => problem.actual);
  };

  it('reads a file', async () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(GOOD)]));
    expect(await fetchOktaConfig(url)).toEqual(GOOD);
  });

  it('says that the file is missing, is no JSON, or that nobody answered', async () => {
    expect(await actualOf('/there-is-no-such-file.json')).toEqual(['status 404']);
    expect(await actualOf(URL.createObjectURL(new Blob(['<!doctype html>'])))).toEqual(['something that is not JSON']);
    const [actual] = await actualOf(URL.createObjectURL(new Blob(['{\n  "dpop": true,\n}'])));
    expect(actual).toMatch(/^something that is not JSON: .*line 3 column 1/);
    expect(await actualOf('blob:null/gone')).toEqual(['no answer from the server']);
  });
});

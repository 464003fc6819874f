import { inChosenMode, readModes, choose } from './modes';

const FILE = {
  issuer: 'http://localhost:4280',
  clientId: '0oaDpop',
  scopes: ['openid'],
  dpop: true,
  modes: [
    { name: 'DPoP', clientId: '0oaDpop', dpop: true },
    { name: 'Bearer', clientId: '0oaBearer', dpop: false },
  ],
};

describe('inChosenMode', () => {
  afterEach(() => localStorage.clear());

  it('is the configuration as it stands until a mode is chosen', () => {
    expect(inChosenMode(FILE)).toEqual(FILE);
  });

  it('takes client and mode from the choice, and all else from the file', () => {
    choose('Bearer');
    expect(inChosenMode(FILE)).toEqual({ ...FILE, clientId: '0oaBearer', dpop: false });
  });

  it('forgets a choice that is not offered, as by a real org', () => {
    choose('Bearer');
    const real = { issuer: 'https://dev-1.okta.com', clientId: '0oa1', scopes: ['openid'], dpop: true };
    expect(inChosenMode(real)).toEqual(real);
    choose('Gone');
    expect(inChosenMode(FILE)).toEqual(FILE);
  });
});

describe('readModes', () => {
  it('are none without a list', () => {
    for (const file of [undefined, null, 7, {}, { modes: 'DPoP' }]) expect(readModes(file)).toEqual([]);
  });
});

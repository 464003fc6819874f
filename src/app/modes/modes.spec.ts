import { inChosenMode, readModes, choose } from './modes';
import { CONFIG_WITH_MODES } from '../../testing/config-with-modes';

describe('inChosenMode', () => {
  afterEach(() => localStorage.clear());

  it('is the configuration as it stands until a mode is chosen', () => {
    expect(inChosenMode(CONFIG_WITH_MODES)).toEqual(CONFIG_WITH_MODES);
  });

  it('takes client and mode from the choice, and all else from the file', () => {
    choose('Bearer');
    expect(inChosenMode(CONFIG_WITH_MODES)).toEqual({ ...CONFIG_WITH_MODES, clientId: '0oaBearer', dpop: false });
  });

  it('forgets a choice that is not offered, as by a real org', () => {
    choose('Bearer');
    const real = { issuer: 'https://dev-1.okta.com', clientId: '0oa1', scopes: ['openid'], dpop: true };
    expect(inChosenMode(real)).toEqual(real);
    choose('Gone');
    expect(inChosenMode(CONFIG_WITH_MODES)).toEqual(CONFIG_WITH_MODES);
  });
});

describe('readModes', () => {
  it('are none without a list', () => {
    for (const file of [undefined, null, 7, {}, { modes: 'DPoP' }]) expect(readModes(file)).toEqual([]);
  });
});

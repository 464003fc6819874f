/** An `okta.config.json` as `npm start` serves it: with the modes that the header offers. */
export const CONFIG_WITH_MODES = {
  issuer: 'http://localhost:4280',
  clientId: '0oaDpop',
  scopes: ['openid'],
  dpop: true,
  modes: [
    { name: 'DPoP', clientId: '0oaDpop', dpop: true },
    { name: 'Bearer', clientId: '0oaBearer', dpop: false },
  ],
};

import type { Step } from '../step';

export const lookAtKey: Step = {
  id: 'look-at-key',
  part: 'app',
  title: 'Look at the key, try to export it',
  text: 'A thief would now want the private key. It is in IndexedDB, `OktaAuthJs` → `DPoPKeys`, as a CryptoKey that can sign and cannot be read. Try to export it, as a script would.',
  shown: 'Scripts can use the key here and now. None can take it away.',
  minutes: 1,
  mode: 'dpop',
  session: true,
  check: ({ acts: { exported }, browser }, from) => {
    const tried = exported && exported.at >= from && browser.keys.includes(exported.thumbprint) ? exported : undefined;
    return [
      {
        what: 'The key of this token, in IndexedDB',
        waiting: 'Waiting for the attempt.',
        ...(tried &&
          tried.thumbprint === browser.token?.thumbprint && {
            seen: { at: tried.at, thumbprint: tried.thumbprint, note: `extractable: ${tried.extractable}` },
          }),
      },
      {
        what: 'The browser does not give it away',
        waiting: 'Waiting for the attempt.',
        ...(tried &&
          !tried.extractable &&
          tried.outcome !== 'exported' && {
            seen: { at: tried.at, note: tried.outcome },
          }),
      },
    ];
  },
};
